//! Which steps there are, and which of them a run takes.

use crate::failure::{Result, say};
use crate::test::Workbench;

pub(crate) struct Step {
    /// `group:step`; both words choose it.
    pub(crate) name: &'static str,
    /// What holds when it has passed.
    pub(crate) promise: &'static str,
    pub(crate) run: fn(&mut Workbench) -> Result,
    after: &'static [&'static str],
    packages: [&'static [&'static str]; 2],
}

impl Step {
    pub(crate) const fn new(
        name: &'static str,
        promise: &'static str,
        run: fn(&mut Workbench) -> Result,
    ) -> Self {
        Self {
            name,
            promise,
            run,
            after: &[],
            packages: [&[], &[]],
        }
    }

    /// Steps whose work this one builds on: they run before it even when not asked for.
    pub(crate) const fn after(mut self, steps: &'static [&'static str]) -> Self {
        self.after = steps;
        self
    }

    /// Debian packages it needs.
    pub(crate) const fn packages(mut self, packages: &'static [&'static str]) -> Self {
        self.packages[0] = packages;
        self
    }

    pub(crate) const fn packages_too(mut self, packages: &'static [&'static str]) -> Self {
        self.packages[1] = packages;
        self
    }

    pub(crate) fn all_packages(&self) -> impl Iterator<Item = &'static str> {
        self.packages.concat().into_iter()
    }

    /// `rust:test` answers to `rust:test`, `rust` and `test`.
    fn is_called(&self, word: &str) -> bool {
        self.name == word || self.name.split(':').any(|part| part == word)
    }
}

/// The steps named by `only` (all, if none is) with those they build on, less those named by `skip`, in order.
pub(crate) fn choose<'a>(
    steps: &'a [Step],
    only: &[String],
    skip: &[String],
) -> Result<Vec<&'a Step>> {
    if let Some(unknown) = only
        .iter()
        .chain(skip)
        .find(|word| !steps.iter().any(|s| s.is_called(word)))
    {
        let names: Vec<&str> = steps.iter().map(|step| step.name).collect();
        return Err(say(format!(
            "there is no step '{unknown}'; there are {}",
            names.join(", ")
        )));
    }
    let mut chosen: Vec<bool> = steps
        .iter()
        .map(|step| only.is_empty() || only.iter().any(|word| step.is_called(word)))
        .collect();
    // A step only builds on earlier ones, so one pass from the end finds them all.
    for later in (0..steps.len()).rev().filter(|&at| at > 0) {
        if chosen[later] {
            for earlier in 0..later {
                chosen[earlier] |= steps[later].after.contains(&steps[earlier].name);
            }
        }
    }
    Ok(steps
        .iter()
        .zip(chosen)
        .filter(|(step, chosen)| *chosen && !skip.iter().any(|word| step.is_called(word)))
        .map(|(step, _)| step)
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: &[Step] = &[
        Step::new("ui:install", "", |_| Ok(())),
        Step::new("ui:build", "", |_| Ok(())).after(&["ui:install"]),
        Step::new("rust:build", "", |_| Ok(())).after(&["ui:build"]),
        Step::new("rust:test", "", |_| Ok(())).after(&["rust:build"]),
    ];

    fn names(only: &[&str], skip: &[&str]) -> Vec<&'static str> {
        let words = |list: &[&str]| {
            list.iter()
                .map(|word| (*word).to_owned())
                .collect::<Vec<_>>()
        };
        let steps = choose(STEPS, &words(only), &words(skip)).unwrap();
        steps.iter().map(|step| step.name).collect()
    }

    #[test]
    fn without_a_word_every_step_runs() {
        assert_eq!(names(&[], &[]).len(), STEPS.len());
    }

    #[test]
    fn a_step_brings_along_what_it_builds_on() {
        assert_eq!(
            names(&["test"], &[]),
            ["ui:install", "ui:build", "rust:build", "rust:test"]
        );
    }

    #[test]
    fn a_group_chooses_its_steps_and_skip_takes_them_away() {
        assert_eq!(names(&["ui"], &[]), ["ui:install", "ui:build"]);
        assert_eq!(names(&[], &["rust"]), ["ui:install", "ui:build"]);
    }

    #[test]
    fn an_unknown_word_is_an_error() {
        assert!(choose(STEPS, &["tset".to_owned()], &[]).is_err());
    }

    #[test]
    fn no_step_builds_on_a_later_one() {
        for (at, step) in crate::test::STEPS.iter().enumerate() {
            for earlier in step.after {
                let found = crate::test::STEPS
                    .iter()
                    .position(|other| other.name == *earlier);
                assert!(
                    found.is_some_and(|found| found < at),
                    "{} after {earlier}",
                    step.name
                );
            }
        }
    }
}
