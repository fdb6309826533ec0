//! The whole file of a client as one HTML page that needs nothing else: to keep, to send, to print.
//!
//! Everything that somebody typed is escaped on its way in ([`text`]), and the page itself says
//! that nothing in it may run or be fetched.

use std::fmt::Write as _;

use serde_json::json;

use super::Rivo;
use crate::{
    api::{
        admin::AuditRow,
        chat::{ChatMessage, SenderType},
        client::{Assignment, Client, Note, Task},
        stage::StageChange,
        user::UserRef,
    },
    auth::{Actor, Permission},
    clock::Timestamp,
    error::{Error, Result},
    id::{AuditId, ClientId},
    model::{
        context::{FACT_PATHS, FactSource, FactStatus},
        mortgage::{Estimate, estimates},
    },
};

/// The most messages of a file: more is no conversation, and a page holds it all at once.
const MAX_MESSAGES: usize = 20_000;
/// The most rows of any other part.
const MAX_ROWS: usize = 5_000;
const STYLE: &str = include_str!("client_file/style.css");

/// A list of the file.
struct Part<T> {
    rows: Vec<T>,
    /// Whether there are more than the file holds.
    is_cut: bool,
}

/// All pages of a list, up to so many rows.
macro_rules! all {
    ($most:ident, |$cursor:ident| $list:expr) => {{
        let mut rows = Vec::new();
        let mut next = None;
        loop {
            let $cursor = next.take();
            let page = $list.await?;
            rows.extend(page.results);
            next = page.next;
            if next.is_none() || rows.len() >= $most {
                break Part {
                    rows,
                    is_cut: next.is_some(),
                };
            }
        }
    }};
}

/// Everything of a client that an actor sees.
struct File {
    client: Client,
    history: Part<StageChange>,
    assignments: Part<Assignment>,
    notes: Part<Note>,
    tasks: Part<Task>,
    /// `None` where the actor may not read conversations.
    messages: Option<Part<ChatMessage>>,
    audit: Part<AuditRow>,
}

impl Rivo {
    /// The whole file of a client as one HTML page, within what the actor sees.
    pub async fn client_file(&self, actor: &Actor, id: ClientId) -> Result<String> {
        actor.require(Permission::Export)?;
        let client = self.get_client(actor, id).await?;
        let messages = if actor.has(Permission::ChatView) {
            Some(all!(MAX_MESSAGES, |cursor| self.list_client_messages(
                actor,
                id,
                cursor,
                None,
                Some(200)
            )))
        } else {
            None
        };
        let file = File {
            history: all!(MAX_ROWS, |cursor| self.list_stage_history(
                actor,
                id,
                cursor,
                Some(200)
            )),
            assignments: all!(MAX_ROWS, |cursor| self.list_assignments(
                actor,
                id,
                cursor,
                Some(200)
            )),
            notes: all!(MAX_ROWS, |cursor| self.list_notes(
                actor,
                id,
                cursor,
                Some(200)
            )),
            tasks: all!(MAX_ROWS, |cursor| self.list_client_tasks(
                actor,
                id,
                cursor,
                Some(200)
            )),
            audit: all!(MAX_ROWS, |cursor| self.list_client_audit(
                actor,
                id,
                cursor,
                Some(200)
            )),
            messages,
            client,
        };
        let about = json!({ "resource": "client_file", "client": id });
        self.audit_export(actor, AuditId::new(), "export_file", Some(id), about)
            .await?;
        let mut page = String::new();
        write_page(&mut page, &file, actor.name(), self.now())
            .map_err(|error| Error::internal("writing a client's file", error))?;
        Ok(page)
    }
}

fn write_page(page: &mut String, file: &File, by: &str, now: Timestamp) -> std::fmt::Result {
    let name = text(file.client.name.as_deref().unwrap_or("Client"));
    write!(
        page,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"robots\" content=\"noindex\">\
         <title>{name}</title><style>{STYLE}</style></head><body><main>\
         <h1>{name}</h1><p class=\"quiet\">Exported by {} on {}. All figures are estimates from what the client said.</p>",
        text(by),
        moment(now)
    )?;
    write_contact(page, &file.client)?;
    write_facts(page, &file.client)?;
    write_figures(page, &file.client)?;
    write_notes(page, file)?;
    write_timeline(page, file)?;
    write_transcript(page, file)?;
    write_audit(page, &file.audit)?;
    page.write_str("</main></body></html>\n")
}

fn write_contact(page: &mut String, client: &Client) -> std::fmt::Result {
    page.write_str("<h2>Contact</h2><dl>")?;
    for (label, value) in [
        ("Email", client.email.clone()),
        ("Phone", client.phone.clone()),
        ("Stage", Some(client.current_stage.as_str().to_owned())),
        ("Since", Some(moment(client.stage_changed_at))),
        ("Assigned to", client.assigned_to.as_ref().map(who)),
        ("Source", Some(client.source.clone())),
        ("Lead since", client.captured_at.map(moment)),
        ("Last message", client.last_message_at.map(moment)),
    ] {
        let value = value.map_or_else(|| "–".to_owned(), |value| text(&value));
        write!(page, "<dt>{label}</dt><dd>{value}</dd>")?;
    }
    page.write_str("</dl>")
}

fn write_facts(page: &mut String, client: &Client) -> std::fmt::Result {
    page.write_str(
        "<h2>Facts</h2><table><thead><tr><th>Fact</th><th>Value</th><th>From</th><th>Confidence</th>\
         <th>Said</th></tr></thead><tbody>",
    )?;
    for known in &FACT_PATHS {
        let fact = client.context_meta.facts.get(known.path);
        let unproven = fact.is_some_and(|fact| fact.status == FactStatus::Unverified);
        let value = match fact.filter(|_| unproven) {
            Some(fact) => fact.text.clone(),
            None => client.context.text_at(known.path),
        };
        let Some(value) = value else { continue };
        let from = match fact.map(|fact| fact.source) {
            Some(FactSource::Human) => "a person",
            Some(FactSource::Model) => "a model",
            Some(FactSource::Rules) => "the rules",
            None => "",
        };
        let confidence = fact.map_or_else(String::new, |fact| {
            let unproven = if unproven { ", not verified" } else { "" };
            format!("{:.0} %{unproven}", fact.confidence * 100.0)
        });
        let quote = fact.and_then(|fact| fact.evidence.as_ref());
        let quote = quote.map_or_else(String::new, |it| format!("<q>{}</q>", text(&it.quote)));
        write!(
            page,
            "<tr><th>{}</th><td>{}</td><td>{from}</td><td>{confidence}</td><td>{quote}</td></tr>",
            text(known.label),
            text(&value)
        )?;
    }
    page.write_str("</tbody></table>")
}

fn write_figures(page: &mut String, client: &Client) -> std::fmt::Result {
    let figures = estimates(&client.context_meta.facts);
    page.write_str("<h2>Figures (estimates)</h2><dl>")?;
    for (label, figure) in [
        ("Loan to value", &figures.loan_to_value),
        ("Housing ratio", &figures.housing_ratio),
        ("Monthly payment", &figures.monthly_payment),
    ] {
        write!(
            page,
            "<dt>{label}</dt><dd>{}</dd>",
            text(&figure_text(figure))
        )?;
    }
    page.write_str("</dl>")
}

fn figure_text(figure: &Estimate) -> String {
    let Some((low, high)) = figure.low.zip(figure.high) else {
        return format!("needs {}", figure.missing.join(", "));
    };
    let number = |number: f64| {
        if figure.unit == "percent" {
            format!("{number:.1} %")
        } else {
            format!("${number:.2} a month")
        }
    };
    let mut said = number(low);
    if (high - low).abs() > f64::EPSILON {
        said = format!("{said} to {}", number(high));
    }
    let from = figure.inputs.join(", ");
    let assumed = figure.assumptions.join(" ");
    format!("{said} (from {from}) {assumed}")
        .trim_end()
        .to_owned()
}

fn write_notes(page: &mut String, file: &File) -> std::fmt::Result {
    page.write_str("<h2>Notes</h2>")?;
    if file.notes.rows.is_empty() {
        page.write_str("<p class=\"quiet\">None.</p>")?;
    }
    for note in &file.notes.rows {
        write!(
            page,
            "<article><p class=\"quiet\">{} · {}</p><p class=\"said\">{}</p></article>",
            text(&note.author.as_ref().map(who).unwrap_or_default()),
            moment(note.created_at),
            text(&note.body)
        )?;
    }
    write_cut(page, file.notes.is_cut)?;
    page.write_str("<h2>Tasks</h2><ul>")?;
    for task in &file.tasks.rows {
        let state = match (task.done_at, task.due_at) {
            (Some(done), _) => format!("done {}", moment(done)),
            (None, Some(due)) => format!("due {}", moment(due)),
            (None, None) => "open".to_owned(),
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
    write_cut(page, file.tasks.is_cut)
}

fn write_cut(page: &mut String, is_cut: bool) -> std::fmt::Result {
    if is_cut {
        page.write_str("<p class=\"quiet\">The rest is left out.</p>")?;
    }
    Ok(())
}

fn write_timeline(page: &mut String, file: &File) -> std::fmt::Result {
    let mut events: Vec<(Timestamp, String)> = Vec::new();
    for change in &file.history.rows {
        let from = change.from_stage.map_or("–", |stage| stage.as_str());
        let mut said = format!("Stage {from} → {}", change.to_stage.as_str());
        for (label, words) in [
            (
                "reason",
                change.reason_code.map(|code| code.as_str().to_owned()),
            ),
            ("remark", change.remarks.clone()),
            ("by", change.changed_by.as_ref().map(who)),
        ] {
            if let Some(words) = words {
                write!(said, "; {label}: {words}")?;
            }
        }
        events.push((change.created_at, said));
    }
    for assignment in &file.assignments.rows {
        let to = assignment
            .assigned_to
            .as_ref()
            .map_or_else(|| "nobody yet".to_owned(), who);
        let mut said = format!("Assigned to {to}");
        if let Some(remarks) = &assignment.remarks {
            write!(said, "; remark: {remarks}")?;
        }
        events.push((assignment.created_at, said));
    }
    events.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    page.write_str("<h2>Timeline</h2><ul>")?;
    for (at, said) in events {
        let at = moment(at);
        write!(
            page,
            "<li><span class=\"quiet\">{at}</span> {}</li>",
            text(&said)
        )?;
    }
    page.write_str("</ul>")?;
    write_cut(page, file.history.is_cut || file.assignments.is_cut)
}

fn write_transcript(page: &mut String, file: &File) -> std::fmt::Result {
    page.write_str("<h2>Conversation</h2>")?;
    let Some(messages) = &file.messages else {
        return page.write_str("<p class=\"quiet\">Not shown to this reader.</p>");
    };
    let mut session = None;
    for message in &messages.rows {
        if session.replace(message.session_id) != Some(message.session_id) {
            write!(page, "<h3>Session {}</h3>", message.session_id)?;
        }
        let (class, sender) = match message.sender_type {
            SenderType::Client => ("client", "Client"),
            SenderType::Bot => ("bot", "Bot"),
        };
        write!(
            page,
            "<article class=\"{class}\"><p class=\"quiet\">{sender} · {}</p><p class=\"said\">{}</p></article>",
            moment(message.created_at),
            text(&message.message)
        )?;
    }
    write_cut(page, messages.is_cut)
}

fn write_audit(page: &mut String, audit: &Part<AuditRow>) -> std::fmt::Result {
    page.write_str(
        "<h2>Audit</h2><table><thead><tr><th>When</th><th>Who</th><th>What</th><th>Before</th><th>After</th>\
         </tr></thead><tbody>",
    )?;
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
            moment(row.created_at),
            text(&by),
            text(&row.action),
            json(&row.before),
            json(&row.after)
        )?;
    }
    page.write_str("</tbody></table>")?;
    write_cut(page, audit.is_cut)
}

fn who(user: &UserRef) -> String {
    user.name.clone()
}

/// A moment to the minute, in UTC.
fn moment(at: Timestamp) -> String {
    let whole = at.to_string();
    let minute = whole.get(..16).unwrap_or(&whole);
    format!("{} UTC", minute.replace('T', " "))
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
