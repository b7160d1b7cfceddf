//! Facts about the installation: a name and a text each.

use crate::cells::Row;
use crate::{Act, Reading, StoreError};

/// The fact that says which installation this is: the same in its three databases.
pub const FACT_INSTALLATION: &str = "installation";
/// The fact that says which of the three databases this is. It is set when the database is made.
pub const FACT_DATABASE: &str = "database";

impl Reading {
    /// A fact by its name.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn fact(&mut self, name: &str) -> Result<Option<String>, StoreError> {
        let row = self.row("SELECT value FROM facts WHERE name = $1", vec![name.into()]).await?;
        row.map(|row| Row::new(&row, "facts").text("value")).transpose()
    }

    /// The one text a question answers with.
    pub(crate) async fn one_text(&mut self, sql: &'static str) -> Result<String, StoreError> {
        let unreadable = || StoreError::Unreadable { table: "the settings", column: sql.into(), why: "nothing".into() };
        let row = self.row(sql, Vec::new()).await?.ok_or_else(unreadable)?;
        sqlx::Row::try_get::<String, _>(&row, 0).map_err(|_| unreadable())
    }
}

impl Act {
    /// Sets a fact.
    ///
    /// # Errors
    /// `StoreError::Refused` for the fact that says which database this is; else when the database does not take it.
    pub async fn set_fact(&mut self, name: &str, value: &str) -> Result<(), StoreError> {
        if name == FACT_DATABASE {
            return Err(StoreError::Refused { rule: "which database this is never changes".to_owned() });
        }
        let sql = "INSERT INTO facts (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2";
        self.run(sql, vec![name.into(), value.into()]).await?;
        Ok(())
    }
}
