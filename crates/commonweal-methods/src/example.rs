//! The example that each method carries, run as its reader would run it.

use crate::answer::Answer;
use crate::csv_file::read_csv;
use crate::error::MethodError;
use crate::method::{Kind, Method};
use crate::request::Request;
use crate::table::Table;

impl Method {
    /// The command that runs the example, once its table is kept as `example.csv`.
    ///
    /// # Example
    /// ```
    /// let method = commonweal_methods::find("proportion")?;
    /// assert_eq!(method.example_command(), "commonweal stats proportion --by area --per 100 example.csv");
    /// # Ok::<(), commonweal_methods::MethodError>(())
    /// ```
    #[must_use]
    pub fn example_command(&self) -> String {
        ["commonweal stats", self.id, self.example_arguments, "example.csv"]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The table of the example.
    ///
    /// # Errors
    /// `File`, where the example is not CSV: a mistake of the method.
    ///
    /// # Example
    /// ```
    /// let table = commonweal_methods::find("proportion")?.example_table()?;
    /// assert_eq!(table.names(), "area, events, population");
    /// # Ok::<(), commonweal_methods::MethodError>(())
    /// ```
    pub fn example_table(&self) -> Result<Table, MethodError> {
        read_csv("example.csv", self.example.as_bytes())
    }

    /// What the example answers.
    ///
    /// # Errors
    /// Whatever the method refuses, and arguments it does not have: mistakes of the method.
    ///
    /// # Example
    /// ```
    /// let answer = commonweal_methods::find("proportion")?.example_answer()?;
    /// assert_eq!(answer.main().names(), "area, events, population, value, lower_95, upper_95");
    /// # Ok::<(), commonweal_methods::MethodError>(())
    /// ```
    pub fn example_answer(&'static self) -> Result<Answer, MethodError> {
        let table = self.example_table()?;
        typed(Request::new(self, &table), self.example_arguments).run()
    }
}

/// A request with arguments as they are typed: `--by area,sex --per 100 --smooth --level=0.95`.
fn typed<'a>(mut request: Request<'a>, arguments: &str) -> Request<'a> {
    let method = request.method();
    let mut words = arguments.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let flag = word.trim_start_matches("--");
        let (name, given) = match flag.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (flag, None),
        };
        let stands_alone = method.options.iter().any(|choice| choice.name == name && choice.kind == Kind::Flag);
        let value = match given {
            Some(value) => value,
            None if stands_alone => "true",
            None => words.next().unwrap_or_default(),
        };
        request = if name == "by" {
            request.by(value.split(','))
        } else if method.columns.iter().any(|role| role.name == name) {
            request.column(name, value)
        } else {
            request.option(name, value)
        };
    }
    request
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method::{CONFIDENCE, Choice, Role, needs};

    fn echo(request: &Request<'_>) -> Result<Answer, MethodError> {
        let table = Table::new()
            .with("by", vec![request.by_columns().join("+")])
            .with("events", vec![request.column_name("events")?.unwrap_or_default().to_owned()])
            .with("confidence", vec![request.text("confidence")?.unwrap_or_default().to_owned()])
            .with("smooth", vec![request.is_on("smooth")?]);
        Ok(Answer::of(table))
    }

    const COLUMNS: &[Role] = &[needs("events", "events")];
    const SMOOTH: Choice = Choice { name: "smooth", help: "smooth", kind: Kind::Flag, default: "false" };
    const OPTIONS: &[Choice] = &[CONFIDENCE, SMOOTH];

    const fn method(example_arguments: &'static str) -> Method {
        Method {
            id: "echo",
            title: "Echo",
            summary: "What was asked?",
            chapter: "# Echo\n",
            columns: COLUMNS,
            options: OPTIONS,
            grouped: true,
            example: "area,sex,deaths\nA,f,1\n",
            example_arguments,
            run: echo,
        }
    }

    #[test]
    fn arguments_are_read_as_the_command_line_reads_them() {
        static METHOD: Method = method("--by area,sex --smooth --events deaths --confidence=0.9,0.95");
        let answer = METHOD.example_answer().expect("an answer");
        let shown: Vec<String> = answer.main().columns().iter().map(|column| column.values.shown(0)).collect();
        assert_eq!(shown, ["area+sex", "deaths", "0.9,0.95", "true"]);
    }

    #[test]
    fn an_argument_the_method_does_not_have_is_refused() {
        static METHOD: Method = method("--colour blue");
        assert!(matches!(METHOD.example_answer(), Err(MethodError::NoSuchOption { .. })));
    }

    #[test]
    fn the_command_has_no_gap_where_there_are_no_arguments() {
        static METHOD: Method = method("");
        assert_eq!(METHOD.example_command(), "commonweal stats echo example.csv");
    }
}
