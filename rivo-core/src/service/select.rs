//! A SELECT put together from fixed fragments. No value ever becomes part of the text.

use crate::{
    error::Result,
    store::{Row, Sql, Tx, Value},
};

/// A statement under way, with its values in the order of their placeholders.
#[derive(Clone)]
pub(crate) struct Select<'a> {
    text: String,
    values: Vec<Value<'a>>,
}

impl<'a> Select<'a> {
    /// A statement that begins with everything up to its WHERE.
    pub(crate) fn from(text: &str) -> Self {
        Self {
            text: format!("{text} WHERE TRUE"),
            values: Vec::new(),
        }
    }

    /// [`Select::from`], where each `?` stands for the next of `values`.
    pub(crate) fn with(text: &str, values: impl IntoIterator<Item = Value<'a>>) -> Self {
        let mut select = Self {
            text: String::new(),
            values: Vec::new(),
        };
        select.push(text, values);
        select.text.push_str(" WHERE TRUE");
        select
    }

    /// Puts the statement inside what `before` begins; a clause at its end closes that.
    pub(crate) fn within(mut self, before: &str) -> Self {
        self.text.insert_str(0, before);
        self
    }

    /// Adds a condition; each `?` in it stands for the next of `values`.
    pub(crate) fn and(&mut self, condition: &str, values: impl IntoIterator<Item = Value<'a>>) {
        self.text.push_str("\n AND ");
        self.push(condition, values);
    }

    /// Narrows by columns of text that have an index each. The first that is asked for leads,
    /// unless something before it `is_led` already; the others are expressions, so that no engine
    /// reads along one of those, or sorts what it finds there.
    pub(crate) fn and_texts<const N: usize>(
        &mut self,
        mut is_led: bool,
        columns: [(&str, Option<&'a str>); N],
    ) {
        for (column, value) in columns {
            let Some(value) = value else { continue };
            if is_led {
                self.and(&format!("({column} || '') = ?"), [value.into()]);
            } else {
                self.and(&format!("{column} = ?"), [value.into()]);
            }
            is_led = true;
        }
    }

    /// Adds what follows the conditions: ORDER BY, LIMIT.
    pub(crate) fn end(&mut self, clause: &str, values: impl IntoIterator<Item = Value<'a>>) {
        self.text.push_str("\n ");
        self.push(clause, values);
    }

    /// How many rows it has; asked for before it is ended.
    pub(crate) async fn count(&self, tx: &mut Tx) -> Result<i64> {
        let mut counted = self.clone().within("SELECT COUNT(*) FROM (");
        counted.end(") counted", []);
        match counted.rows(tx).await?.pop() {
            Some(mut row) => row.get(),
            None => Ok(0),
        }
    }

    /// Runs it.
    pub(crate) async fn rows(self, tx: &mut Tx) -> Result<Vec<Row>> {
        tx.query(&Sql::assembled(self.text), &self.values).await
    }

    /// How SQLite would run it, step by step.
    #[cfg(all(test, feature = "sqlite"))]
    pub(crate) async fn plan(self, tx: &mut Tx) -> Result<String> {
        let mut plan = String::new();
        for mut row in self.within("EXPLAIN QUERY PLAN ").rows(tx).await? {
            let (_, _, _): (i64, i64, i64) = (row.get()?, row.get()?, row.get()?);
            let step: String = row.get()?;
            plan.push_str(&step);
            plan.push('\n');
        }
        Ok(plan)
    }

    fn push(&mut self, fragment: &str, values: impl IntoIterator<Item = Value<'a>>) {
        let mut values = values.into_iter();
        for part in fragment.split_inclusive('?') {
            match part.strip_suffix('?') {
                Some(before) => {
                    self.values.extend(values.next());
                    self.text.push_str(before);
                    self.text.push('?');
                    self.text.push_str(&self.values.len().to_string());
                }
                None => self.text.push_str(part),
            }
        }
        debug_assert!(
            values.next().is_none(),
            "a fragment has a ? for each of its values"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::Select;

    #[test]
    fn placeholders_are_numbered_through_all_fragments() {
        let mut select = Select::from("SELECT 1 FROM t");
        select.and("a = ?", [1.into()]);
        select.and("b IN (?, ?)", [2.into(), 3.into()]);
        select.end("LIMIT ?", [4.into()]);
        assert_eq!(
            select.text,
            "SELECT 1 FROM t WHERE TRUE\n AND a = ?1\n AND b IN (?2, ?3)\n LIMIT ?4"
        );
        assert_eq!(select.values.len(), 4);
    }
}
