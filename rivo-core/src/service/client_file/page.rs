//! The page itself, part by part. Everything that somebody typed is escaped ([`text`]).

use std::fmt::{Result, Write as _};

use super::{
    File, Part,
    words::{Say, dollars},
};
use crate::{
    api::{admin::AuditRow, chat::SenderType, client::Client, user::UserRef},
    clock::Timestamp,
    model::{
        context::{FACT_PATHS, FactKind, FactSource, FactStatus, fact_path},
        mortgage::{Estimate, estimates},
        stage::Stage,
    },
};

const STYLE: &str = include_str!("style.css");

pub(super) fn write(page: &mut String, file: &File, say: Say, by: &str, now: Timestamp) -> Result {
    let name = file.client.name.as_deref();
    let name = text(name.unwrap_or(say.word("Client")));
    let exported = say.filled(
        "Exported by {who} on {when}. All figures are estimates from what the client said.",
        &[("who", by), ("when", &say.moment(now))],
    );
    write!(
        page,
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"robots\" content=\"noindex\">\
         <title>{name}</title><style>{STYLE}</style></head><body><main>\
         <h1>{name}</h1><p class=\"quiet\">{}</p>",
        say.0.tag(),
        text(&exported)
    )?;
    write_contact(page, say, &file.client)?;
    write_facts(page, say, &file.client)?;
    write_figures(page, say, &file.client)?;
    write_notes(page, say, file)?;
    write_timeline(page, say, file)?;
    write_transcript(page, say, file)?;
    write_audit(page, say, &file.audit)?;
    page.write_str("</main></body></html>\n")
}

fn write_contact(page: &mut String, say: Say, client: &Client) -> Result {
    write!(page, "<h2>{}</h2><dl>", say.word("Contact"))?;
    let stage = say.word(client.current_stage.label()).to_owned();
    let moment = |at| say.moment(at);
    for (label, value) in [
        (say.word("Email"), client.email.clone()),
        (say.word("Phone"), client.phone.clone()),
        (say.word("Stage"), Some(stage)),
        (say.word("Since"), Some(moment(client.stage_changed_at))),
        (
            say.word("Assigned to"),
            client.assigned_to.as_ref().map(who),
        ),
        (say.word("Source"), Some(client.source.clone())),
        (say.word("Lead since"), client.captured_at.map(moment)),
        (say.word("Last message"), client.last_message_at.map(moment)),
    ] {
        let value = value.map_or_else(|| "–".to_owned(), |value| text(&value));
        write!(page, "<dt>{label}</dt><dd>{value}</dd>")?;
    }
    page.write_str("</dl>")
}

fn write_facts(page: &mut String, say: Say, client: &Client) -> Result {
    let heads = [
        say.word("Fact"),
        say.word("Value"),
        say.word("From"),
        say.word("Confidence"),
        say.word("Said"),
    ];
    write!(page, "<h2>{}</h2>", say.word("Facts"))?;
    write_heads(page, &heads)?;
    for known in &FACT_PATHS {
        let fact = client.context_meta.facts.get(known.path);
        let unproven = fact.is_some_and(|fact| fact.status == FactStatus::Unverified);
        let value = match fact.filter(|_| unproven) {
            Some(fact) => fact.text.clone(),
            None => client.context.text_at(known.path),
        };
        let Some(value) = value else { continue };
        let value = match known.kind {
            FactKind::Choice(_) => say.word(&value),
            _ => &value,
        };
        let from = match fact.map(|fact| fact.source) {
            Some(FactSource::Human) => say.word("a person"),
            Some(FactSource::Model) => say.word("a model"),
            Some(FactSource::Rules) => say.word("the rules"),
            None => "",
        };
        let confidence = fact.map_or_else(String::new, |fact| {
            let share = say.percent(f64::from(fact.confidence) * 100.0, 0);
            if unproven {
                say.filled("{share}, not verified", &[("share", &share)])
            } else {
                share
            }
        });
        let quote = fact.and_then(|fact| fact.evidence.as_ref());
        let quote = quote.map_or_else(String::new, |it| format!("<q>{}</q>", text(&it.quote)));
        write!(
            page,
            "<tr><th>{}</th><td>{}</td><td>{from}</td><td>{confidence}</td><td>{quote}</td></tr>",
            text(say.word(known.label)),
            text(value)
        )?;
    }
    page.write_str("</tbody></table>")
}

fn write_heads(page: &mut String, heads: &[&str]) -> Result {
    page.write_str("<table><thead><tr>")?;
    for head in heads {
        write!(page, "<th>{head}</th>")?;
    }
    page.write_str("</tr></thead><tbody>")
}

fn write_figures(page: &mut String, say: Say, client: &Client) -> Result {
    let figures = estimates(&client.context_meta.facts);
    write!(page, "<h2>{}</h2><dl>", say.word("Figures (estimates)"))?;
    for (label, figure) in [
        (say.word("Loan to value"), &figures.loan_to_value),
        (say.word("Housing ratio"), &figures.housing_ratio),
        (say.word("Monthly payment"), &figures.monthly_payment),
    ] {
        let said = text(&figure_text(say, figure));
        write!(page, "<dt>{label}</dt><dd>{said}</dd>")?;
    }
    page.write_str("</dl>")
}

fn figure_text(say: Say, figure: &Estimate) -> String {
    let listed = |paths: &[String]| {
        let label = |path: &String| fact_path(path).map(|known| say.word(known.label));
        paths
            .iter()
            .filter_map(label)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let Some((low, high)) = figure.low.zip(figure.high) else {
        return say.filled("needs {list}", &[("list", &listed(&figure.missing))]);
    };
    let number = |number: f64| {
        if figure.unit == "percent" {
            say.percent(number, 1)
        } else {
            say.filled("{amount} a month", &[("amount", &dollars(number))])
        }
    };
    let mut said = number(low);
    if (high - low).abs() > f64::EPSILON {
        said = say.filled(
            "{low} to {high}",
            &[("low", &said), ("high", &number(high))],
        );
    }
    let from = say.filled("from {list}", &[("list", &listed(&figure.inputs))]);
    let mut whole = format!("{said} ({from})");
    for assumption in &figure.assumptions {
        whole.push(' ');
        whole.push_str(say.word(assumption));
    }
    whole
}

fn write_notes(page: &mut String, say: Say, file: &File) -> Result {
    write!(page, "<h2>{}</h2>", say.word("Notes"))?;
    if file.notes.rows.is_empty() {
        write!(page, "<p class=\"quiet\">{}</p>", say.word("None."))?;
    }
    for note in &file.notes.rows {
        write!(
            page,
            "<article><p class=\"quiet\">{} · {}</p><p class=\"said\">{}</p></article>",
            text(&note.author.as_ref().map(who).unwrap_or_default()),
            say.moment(note.created_at),
            text(&note.body)
        )?;
    }
    write_cut(page, say, file.notes.is_cut)?;
    write!(page, "<h2>{}</h2><ul>", say.word("Tasks"))?;
    for task in &file.tasks.rows {
        let state = match (task.done_at, task.due_at) {
            (Some(done), _) => say.filled("done {when}", &[("when", &say.moment(done))]),
            (None, Some(due)) => say.filled("due {when}", &[("when", &say.moment(due))]),
            (None, None) => say.word("open").to_owned(),
        };
        let assignee = task.assignee.as_ref().map(who).unwrap_or_default();
        write!(
            page,
            "<li>{} <span class=\"quiet\">{state} {}</span></li>",
            text(&task.title),
            text(&assignee)
        )?;
    }
    page.write_str("</ul>")?;
    write_cut(page, say, file.tasks.is_cut)
}

fn write_cut(page: &mut String, say: Say, is_cut: bool) -> Result {
    if is_cut {
        let left_out = say.word("The rest is left out.");
        write!(page, "<p class=\"quiet\">{left_out}</p>")?;
    }
    Ok(())
}

fn write_timeline(page: &mut String, say: Say, file: &File) -> Result {
    let mut events: Vec<(Timestamp, String)> = Vec::new();
    for change in &file.history.rows {
        let named = |stage: Stage| say.word(stage.label());
        let mut said = say.filled(
            "Stage {from} → {to}",
            &[
                ("from", change.from_stage.map_or("–", named)),
                ("to", named(change.to_stage)),
            ],
        );
        let reason = change.reason_code.map(|code| say.word(code.label()));
        for (label, words) in [
            (say.word("reason"), reason.map(str::to_owned)),
            (say.word("remark"), change.remarks.clone()),
            (say.word("by"), change.changed_by.as_ref().map(who)),
        ] {
            if let Some(words) = words {
                write!(said, "; {label}: {words}")?;
            }
        }
        events.push((change.created_at, said));
    }
    for assignment in &file.assignments.rows {
        let to = assignment.assigned_to.as_ref().map(who);
        let to = to.as_deref().unwrap_or(say.word("nobody yet"));
        let mut said = say.filled("Assigned to {who}", &[("who", to)]);
        if let Some(remarks) = &assignment.remarks {
            write!(said, "; {}: {remarks}", say.word("remark"))?;
        }
        events.push((assignment.created_at, said));
    }
    events.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    write!(page, "<h2>{}</h2><ul>", say.word("Timeline"))?;
    for (at, said) in events {
        write!(
            page,
            "<li><span class=\"quiet\">{}</span> {}</li>",
            say.moment(at),
            text(&said)
        )?;
    }
    page.write_str("</ul>")?;
    write_cut(page, say, file.history.is_cut || file.assignments.is_cut)
}

fn write_transcript(page: &mut String, say: Say, file: &File) -> Result {
    write!(page, "<h2>{}</h2>", say.word("Conversation"))?;
    let Some(messages) = &file.messages else {
        let hidden = say.word("Not shown to this reader.");
        return write!(page, "<p class=\"quiet\">{hidden}</p>");
    };
    let mut session = None;
    for message in &messages.rows {
        if session.replace(message.session_id) != Some(message.session_id) {
            let id = message.session_id.to_string();
            let heading = say.filled("Session {id}", &[("id", &id)]);
            write!(page, "<h3>{heading}</h3>")?;
        }
        let (class, sender) = match message.sender_type {
            SenderType::Client => ("client", say.word("Client")),
            SenderType::Bot => ("bot", say.word("Bot")),
        };
        write!(
            page,
            "<article class=\"{class}\"><p class=\"quiet\">{sender} · {}</p><p class=\"said\">{}</p></article>",
            say.moment(message.created_at),
            text(&message.message)
        )?;
    }
    write_cut(page, say, messages.is_cut)
}

fn write_audit(page: &mut String, say: Say, audit: &Part<AuditRow>) -> Result {
    let heads = [
        say.word("When"),
        say.word("Who"),
        say.word("What"),
        say.word("Before"),
        say.word("After"),
    ];
    write!(page, "<h2>{}</h2>", say.word("Audit"))?;
    write_heads(page, &heads)?;
    for row in &audit.rows {
        let json = |value: &Option<serde_json::Value>| {
            text(&value.as_ref().map(ToString::to_string).unwrap_or_default())
        };
        let by = row
            .user
            .as_ref()
            .map_or_else(|| row.actor_name.clone(), who);
        write!(
            page,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            say.moment(row.created_at),
            text(&by),
            text(&row.action),
            json(&row.before),
            json(&row.after)
        )?;
    }
    page.write_str("</tbody></table>")?;
    write_cut(page, say, audit.is_cut)
}

fn who(user: &UserRef) -> String {
    user.name.clone()
}

/// A text where nothing is markup any more, in content and in attributes.
fn text(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            // Marks that turn the reading direction would let a message pose as another.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            letter if letter.is_control() && !matches!(letter, '\n' | '\t') => {}
            letter => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn nothing_typed_is_markup() {
        assert_eq!(
            text("<script>alert('x')</script> & \"q\"\u{202e}\0"),
            "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;q&quot;"
        );
    }
}
