//! The command line, as an operator meets it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Output, Stdio},
};

const KEY: &str = "a-key-that-nobody-else-knows-0123456789";

fn run(folder: &Path, words: &[&str], settings: &[(&str, &str)], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_rivo-server"))
        .current_dir(folder)
        .args(words)
        .env_clear()
        .env("RUST_LOG", "warn")
        .envs(settings.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn production_does_not_start_on_development_settings() {
    let folder = tempfile::tempdir().unwrap();
    for word in [&[][..], &["serve"], &["migrate"]] {
        let output = run(folder.path(), word, &[("DEBUG", "False")], "");
        assert!(!output.status.success());
        let said = said(&output);
        assert!(
            said.contains("SECRET_KEY") && said.contains("ALLOWED_HOSTS"),
            "{said}"
        );
    }
}

#[test]
fn a_reader_that_wants_no_more_is_no_fault() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_rivo-server"))
        .arg("openapi")
        .env_clear()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn the_deploy_check_lists_everything_and_fails() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join(".env"),
        "CHAT_API_OPEN=True\nDATABSE_URL=sqlite:x.db\n",
    )
    .unwrap();
    let output = run(
        folder.path(),
        &["check", "--deploy"],
        &[("PORT", "http")],
        "",
    );
    assert_eq!(output.status.code(), Some(1));
    let said = said(&output);
    for name in [
        "PORT",
        "DATABSE_URL",
        "DATABASE_URL is",
        "DEBUG",
        "SECRET_KEY",
        "ALLOWED_HOSTS",
        "CHAT_API_OPEN",
    ] {
        assert!(said.contains(name), "{name} in {said}");
    }
    let good = [
        ("DEBUG", "False"),
        ("SECRET_KEY", KEY),
        ("ALLOWED_HOSTS", "desk.example"),
    ];
    std::fs::remove_file(folder.path().join(".env")).unwrap();
    let output = run(folder.path(), &["check", "--deploy"], &good, "");
    assert!(output.status.success(), "{}", self::said(&output));
}

#[test]
fn a_first_admin_is_made_once() {
    let folder = tempfile::tempdir().unwrap();
    let words = [
        "createsuperuser",
        "--if-none",
        "--email",
        "ada@desk.example",
    ];
    let short = run(folder.path(), &words, &[], "short\n");
    assert!(!short.status.success());
    assert!(said(&short).starts_with("password: "), "{}", said(&short));
    let made = run(folder.path(), &words, &[], "correct-horse-battery\n");
    assert_eq!(
        String::from_utf8_lossy(&made.stdout),
        "created ada@desk.example\n"
    );
    let again = run(folder.path(), &words, &[], "");
    assert!(again.status.success());
    assert!(said(&again).starts_with("There are users already"));
    let key = run(
        folder.path(),
        &[
            "api-key",
            "create",
            "--name",
            "bot",
            "--scopes",
            "chat:write",
        ],
        &[],
        "",
    );
    assert!(String::from_utf8_lossy(&key.stdout).starts_with("rivo_"));
    let bad = run(
        folder.path(),
        &["api-key", "create", "--name", "bot", "--scopes", "fly"],
        &[],
        "",
    );
    assert!(!bad.status.success() && bad.stdout.is_empty());
}

#[test]
fn the_document_is_printed_as_it_is_committed() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["openapi"], &[], "");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        include_str!("../openapi.json")
    );
}

#[test]
fn a_conversation_is_read_without_a_database() {
    let folder = tempfile::tempdir().unwrap();
    let line =
        r#"{"id": "a", "messages": [{"role": "user", "text": "I am Ana Diaz, ana@diaz.com"}]}"#;
    std::fs::write(folder.path().join("in.jsonl"), line).unwrap();
    let output = run(folder.path(), &["extract", "--input", "in.jsonl"], &[], "");
    let prediction: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(prediction["contact"]["email"], "ana@diaz.com");
    assert!(!folder.path().join("rivo.db").exists());
    let model = run(
        folder.path(),
        &["extract", "--input", "in.jsonl", "--extractor", "openai"],
        &[],
        "",
    );
    assert!(said(&model).contains("OPENAI_API_KEY"));
}

#[test]
fn a_line_that_cannot_be_read_is_told_and_costs_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let lines = [
        r#"{"id": "a", "messages": [{"role": "assistant", "text": "Your rate?"}, {"role": "user", "text": "6.875%"}]}"#,
        "not JSON",
        r#"{"id": "c", "messages": [{"role": "user", "text": "I owe 412k"}]}"#,
    ];
    std::fs::write(folder.path().join("in.jsonl"), lines.join("\n")).unwrap();
    let words = ["extract", "--input", "in.jsonl", "--extractor", "rules"];
    let output = run(folder.path(), &words, &[], "");
    let predictions: Vec<serde_json::Value> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        (predictions[0]["id"].as_str(), predictions[1]["id"].as_str()),
        (Some("a"), Some("c"))
    );
    assert_eq!(predictions[0]["evidence"]["loan_details.interest_rate"], 1);
    assert!(!output.status.success());
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        told.contains("in.jsonl line 2") && told.contains("1 of 3"),
        "{told}"
    );

    // A model that is not there: every line says so, and nothing is made up.
    let nowhere = [("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")];
    let words = ["extract", "--input", "in.jsonl", "--extractor", "openai"];
    let output = run(folder.path(), &words, &nowhere, "");
    assert!(!output.status.success() && output.stdout.is_empty());
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        told.contains("line 3: The model endpoint cannot be reached."),
        "{told}"
    );
}

#[test]
fn eval_says_how_well_the_rules_read_a_desks_own_conversations() {
    let folder = tempfile::tempdir().unwrap();
    let gold = r#"{"id": "a", "kind": "conversation", "messages": [{"role": "user", "text": "I'm Rosa Delgado, I owe 412k at 6.875%"}], "gold": {"contact": {"name": {"value": "Rosa Delgado", "accept": ["Rosa Delgado"], "msg": 0}}, "context": {"loan_details": {"interest_rate": {"type": "number", "accept": [6.875], "msg": 0}}}}}"#;
    std::fs::write(folder.path().join("gold.jsonl"), gold).unwrap();
    let words = ["eval", "--gold", "gold.jsonl", "--extractor", "rules"];
    let output = run(folder.path(), &words, &[], "");
    let said = said(&output);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("interest_rate            1.000"), "{said}");

    std::fs::write(folder.path().join("gold.jsonl"), "not JSON").unwrap();
    let output = run(folder.path(), &words, &[], "");
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("gold.jsonl line 1"));
}
