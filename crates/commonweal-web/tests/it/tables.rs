//! Reading tables back: the cells of a page and the cells of a file.

/// A file's rows after its header, each a list of cells by the names of the columns.
pub(crate) struct File {
    columns: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl File {
    /// Reads RFC 4180 text.
    pub(crate) fn read(text: &str) -> Self {
        let mut rows: Vec<Vec<String>> = vec![vec![String::new()]];
        let mut is_quoted = false;
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            let row = rows.last_mut().unwrap();
            match letter {
                '"' if is_quoted && letters.peek() == Some(&'"') => {
                    letters.next();
                    row.last_mut().unwrap().push('"');
                }
                '"' => is_quoted = !is_quoted,
                ',' if !is_quoted => row.push(String::new()),
                '\n' if !is_quoted => rows.push(vec![String::new()]),
                other => row.last_mut().unwrap().push(other),
            }
        }
        rows.pop();
        let columns = rows.remove(0);
        Self { columns, rows }
    }

    /// A cell of a row.
    pub(crate) fn cell<'a>(&self, row: &'a [String], column: &str) -> &'a str {
        let at = self.columns.iter().position(|name| name == column).unwrap_or_else(|| panic!("no column {column}"));
        &row[at]
    }
}

/// The cells of every row of a page's tables, as a reader sees them: words without tags, marks left out.
pub(crate) fn cells(page: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for body in page.split("<tbody").skip(1).filter_map(|part| part.split("</tbody>").next()) {
        for row in body.split("<tr>").skip(1).filter_map(|part| part.split("</tr>").next()) {
            let cell = |part: &str| words(part.split_once('>').map_or("", |(_, inside)| inside));
            let parts = row.replace("<th ", "<td ").replace("</th>", "</td>");
            rows.push(parts.split("<td ").skip(1).map(|part| cell(part.split("</td>").next().unwrap())).collect());
        }
    }
    rows
}

/// The words of markup, with pictures left out and entities read.
pub(crate) fn words(markup: &str) -> String {
    let mut text = String::new();
    let mut rest = markup;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        rest = match after.strip_prefix("svg") {
            Some(picture) => picture.split_once("</svg>").map_or("", |(_, after)| after),
            None => {
                let (tag, after) = after.split_once('>').unwrap_or_default();
                if tag.contains("app-cell-line") {
                    text.push('\n');
                }
                after
            }
        };
    }
    text.push_str(rest);
    let read = [("&#38;", "&"), ("&#39;", "'"), ("&#34;", "\""), ("&#60;", "<"), ("&#62;", ">"), ("&amp;", "&")];
    read.iter().fold(text, |text, (entity, letter)| text.replace(entity, letter)).trim().to_owned()
}
