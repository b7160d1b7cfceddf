// Checks as sentences. Each prints a line; the last line of a run counts them.
let passed = 0;
let failed = 0;

/** Runs one check: it passes unless it throws or returns a complaint. */
export async function check(sentence, body) {
  let complaint;
  try {
    complaint = await body();
  } catch (error) {
    complaint = error.stack ?? String(error);
  }
  if (complaint === undefined || complaint === null || complaint === "" || complaint === true) {
    passed += 1;
    console.log(`  ok    ${sentence}`);
  } else {
    failed += 1;
    console.log(`  FAIL  ${sentence}\n        ${String(complaint).split("\n").join("\n        ")}`);
  }
}

/** Prints the closing line and sets the exit code. */
export function close() {
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}
