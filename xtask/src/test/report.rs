//! What became of each step.

use std::time::Duration;

use crate::failure::{Result, say};
use crate::test::plan::Step;

pub(crate) struct Report {
    lines: Vec<Line>,
}

struct Line {
    name: &'static str,
    outcome: Outcome,
}

enum Outcome {
    NotRun,
    Passed(Duration),
    Failed(Duration),
}

impl Report {
    pub(crate) fn of(steps: &[&Step]) -> Self {
        let lines = steps.iter().map(|step| Line {
            name: step.name,
            outcome: Outcome::NotRun,
        });
        Self {
            lines: lines.collect(),
        }
    }

    pub(crate) fn note(&mut self, step: &Step, took: Duration, outcome: Result) {
        let outcome = match outcome {
            Ok(()) => Outcome::Passed(took),
            Err(failure) => {
                println!("\n{} failed: {failure}", step.name);
                Outcome::Failed(took)
            }
        };
        let line = self.lines.iter_mut().find(|line| line.name == step.name);
        line.expect("the report has a line for each step of its run")
            .outcome = outcome;
    }

    /// Prints the lines and, last, their count in the form that test runners use.
    pub(crate) fn close(&self) -> Result {
        let [mut passed, mut failed, mut skipped] = [0, 0, 0];
        let mut total = Duration::ZERO;
        println!();
        for Line { name, outcome } in &self.lines {
            let (word, took) = match outcome {
                Outcome::Passed(took) => (count(&mut passed, "ok"), *took),
                Outcome::Failed(took) => (count(&mut failed, "FAILED"), *took),
                Outcome::NotRun => (count(&mut skipped, "not run"), Duration::ZERO),
            };
            total += took;
            println!("{word:>8}  {name:20} {:>7.1} s", took.as_secs_f64());
        }
        println!("{:>8}  {:20} {:>7.1} s", "", "all", total.as_secs_f64());
        let skipped_too = if skipped == 0 {
            String::new()
        } else {
            format!(", {skipped} skipped")
        };
        println!("steps: {passed} passed, {failed} failed{skipped_too}");
        if failed == 0 {
            Ok(())
        } else {
            Err(say("not everything holds; see above"))
        }
    }
}

fn count(number: &mut u32, word: &'static str) -> &'static str {
    *number += 1;
    word
}
