//! Conversations as text, `D:` for the desk and `C:` for the client, and what the rules read from
//! them.

use rivo_core::{
    clock::Timestamp,
    extract::{Extraction, Extractor as _, RulesExtractor, Transcript, TranscriptMessage},
    id::MessageId,
};

fn transcript(text: &str) -> Transcript {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let messages = (1..).zip(lines).map(|(position, line)| TranscriptMessage {
        id: MessageId::new(),
        position,
        from_client: line.starts_with("C:"),
        text: line[2..].trim().to_owned(),
        at: Timestamp::from_micros(position),
    });
    Transcript {
        messages: messages.collect(),
        ..Transcript::default()
    }
}

pub(crate) fn read(text: &str) -> Extraction {
    let transcript = transcript(text);
    let mut future = RulesExtractor.extract(&transcript);
    let waker = std::task::Waker::noop();
    match future
        .as_mut()
        .poll(&mut std::task::Context::from_waker(waker))
    {
        std::task::Poll::Ready(extraction) => extraction.unwrap(),
        std::task::Poll::Pending => panic!("the rules wait for nothing"),
    }
}

/// Short names of what is checked; `-` means that nothing may be there.
fn value(extraction: &Extraction, field: &str) -> String {
    let (context, contact) = (&extraction.context, &extraction.contact);
    let path = match field {
        "loan" => "loan_details.current_loan_amount",
        "payment" => "loan_details.monthly_payment",
        "rate" => "loan_details.interest_rate",
        "type" => "loan_details.loan_type",
        "property" => "loan_details.property_type",
        "value" => "loan_details.property_value",
        "income" => "financial_info.income",
        "score" => "financial_info.credit_score",
        "dti" => "financial_info.debt_to_income",
        "work" => "financial_info.employment_status",
        "name" => {
            return contact
                .name
                .as_ref()
                .map_or("-".to_owned(), |found| found.value.to_string());
        }
        "email" => {
            return contact
                .email
                .as_ref()
                .map_or("-".to_owned(), |found| found.value.to_string());
        }
        "phone" => {
            return contact
                .phone
                .as_ref()
                .map_or("-".to_owned(), |found| found.value.to_string());
        }
        other => other,
    };
    context.text_at(path).unwrap_or_else(|| "-".to_owned())
}

/// Checks conversations; each expectation is `field=value`, or `field~part` for a part of it.
pub(crate) fn check_all(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(text, expect)| wrong_in(text, expect))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn wrong_in(text: &str, expect: &str) -> Option<String> {
    let extraction = read(text);
    let mut wrong = Vec::new();
    for line in expect
        .split('|')
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        let at = line.find(['=', '~']).unwrap();
        let (field, wanted) = (&line[..at], &line[at + 1..]);
        let got = value(&extraction, field);
        let good = if line.as_bytes()[at] == b'=' {
            got == wanted
        } else {
            got.to_lowercase().contains(&wanted.to_lowercase())
        };
        if !good {
            wrong.push(format!("{field}: {got:?}, not {wanted:?}"));
        }
    }
    let context = &extraction.context;
    (!wrong.is_empty()).then(|| {
        format!(
            "{text}\n{}\nkey points {:?}\npreferences {:?}",
            wrong.join("\n"),
            context.key_points,
            context.preferences
        )
    })
}
