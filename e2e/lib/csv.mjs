// A small reader of RFC 4180.

/** The rows of a file, each by the names of its columns. */
export function parse(csv) {
  const rows = [[]];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < csv.length; i += 1) {
    const c = csv[i];
    if (quoted && c === '"' && csv[i + 1] === '"') (cell += '"'), (i += 1);
    else if (c === '"') quoted = !quoted;
    else if (c === "," && !quoted) rows.at(-1).push(cell), (cell = "");
    else if (c === "\n" && !quoted) rows.at(-1).push(cell), rows.push([]), (cell = "");
    else if (c !== "\r" || quoted) cell += c;
  }
  const [header, ...body] = rows.filter((row) => row.length > 1);
  return body.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i]])));
}
