//! Mentions in a note: `@[Ana Diaz](user:0190…)`.

use crate::id::UserId;

const OPEN: &str = "@[";
const MIDDLE: &str = "](user:";

/// One mention where it stands.
struct Found<'a> {
    before: &'a str,
    name: &'a str,
    user: UserId,
    rest: &'a str,
}

fn next(text: &str) -> Option<Found<'_>> {
    let mut from = 0;
    while let Some(open) = text[from..].find(OPEN) {
        let open = from + open;
        let inside = &text[open + OPEN.len()..];
        if let Some((name, after)) = inside.split_once(MIDDLE)
            && !name.contains(['[', ']', '\n'])
            && let Some((id, rest)) = after.split_once(')')
            && let Ok(user) = id.parse()
        {
            return Some(Found {
                before: &text[..open],
                name,
                user,
                rest,
            });
        }
        from = open + OPEN.len();
    }
    None
}

/// Whom a text mentions, each once, in the order of their first mention.
#[must_use]
pub fn mentioned(text: &str) -> Vec<UserId> {
    let mut users = Vec::new();
    let mut rest = text;
    while let Some(found) = next(rest) {
        if !users.contains(&found.user) {
            users.push(found.user);
        }
        rest = found.rest;
    }
    users
}

/// The text as people read it: `@Ana Diaz`.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(found) = next(rest) {
        out.push_str(found.before);
        out.push('@');
        out.push_str(found.name);
        rest = found.rest;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_are_found_and_read_as_names() {
        let (ana, ben) = (UserId::new(), UserId::new());
        let text = format!(
            "Ask @[Ana Diaz](user:{ana}) and @[Ben](user:{ben}), then @[Ana Diaz](user:{ana}) again."
        );
        assert_eq!(mentioned(&text), [ana, ben]);
        assert_eq!(
            plain(&text),
            "Ask @Ana Diaz and @Ben, then @Ana Diaz again."
        );
    }

    #[test]
    fn what_is_no_mention_stays_as_it_is() {
        let ana = UserId::new();
        for text in [
            "mail me @[home]",
            "@[Ana](user:nobody)",
            "@[Ana](role:1)",
            "@[Ana](user:",
            "@[A\nna](user:0190b0c0-0000-7000-8000-000000000000)",
            "",
        ] {
            assert!(mentioned(text).is_empty(), "{text}");
            assert_eq!(plain(text), text);
        }
        let text = format!("@[x @[Ana](user:{ana})");
        assert_eq!(mentioned(&text), [ana]);
        assert_eq!(plain(&text), "@[x @Ana");
    }
}
