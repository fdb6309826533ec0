use super::{Asked, asked_for, find_contact, may_state_contact};
use crate::model::validate::Region;

/// Bot's question, client's message, expected name, email and phone (`-` for none).
fn check(question: &str, message: &str, name: &str, email: &str, phone: &str) {
    let found = find_contact(message, asked_for(question), Region::default());
    let shown = (
        found
            .name
            .as_ref()
            .map_or("-", |found| found.value.as_str()),
        found
            .email
            .as_ref()
            .map_or("-", |found| found.value.as_str()),
        found
            .phone
            .as_ref()
            .map_or("-", |found| found.value.as_str()),
    );
    assert_eq!(shown, (name, email, phone), "{question} {message}");
    assert!(found.is_empty() || may_state_contact(message, Region::default()));
}

#[test]
fn what_a_client_says_of_himself_is_found() {
    let all = "May I have your name, email and phone?";
    check(
        all,
        "Ana Lopez, ana@x.com, 317-555-0141",
        "Ana Lopez",
        "ana@x.com",
        "+13175550141",
    );
    check(
        all,
        "me: Walter Greene 757-555-0154 wg@cox.net. Tanya's cell is 757-555-0155",
        "Walter Greene",
        "wg@cox.net",
        "+17575550154",
    );
    check(
        all,
        "Lorna Beckett, 585-555-0127. sorry my number ends in 0172",
        "Lorna Beckett",
        "-",
        "+15855550172",
    );
    check(
        "Your name?",
        "alessandro phoenix",
        "Alessandro Phoenix",
        "-",
        "-",
    );
    check("Your name?", "Sure, it's Tom Brady.", "Tom Brady", "-", "-");
    check("Your name?", "Han, the First Officer.", "Han", "-", "-");
    check(
        "",
        "Hi I'm Naomi Ryan, originally from Ohio",
        "Naomi Ryan",
        "-",
        "-",
    );
    check(
        "",
        "my name is robin uthapa and my cell is 317 555 0141",
        "Robin Uthapa",
        "-",
        "+13175550141",
    );
    check(
        "",
        "call me at (317) 555-0141 ext 4",
        "-",
        "-",
        "+13175550141",
    );
    check(
        "",
        "+44 7700 900418 is my mobile",
        "-",
        "-",
        "+447700900418",
    );
    check("Phone?", "07700 900733", "-", "-", "+447700900733");
    check(
        "",
        "e-mail: Ana.Lopez@Example.COM.",
        "-",
        "ana.lopez@example.com",
        "-",
    );
    check("", "me llamo Lucía Fernández", "Lucía Fernández", "-", "-");
}

#[test]
fn what_is_about_others_or_nobody_is_left_out() {
    for message in [
        "my wife's name is Tanya, her cell is 757-555-0155",
        "They're not answering at 780-999-2181",
        "is 800-555-0100 your number?",
        "order 3348917502, account number 351531510",
        "I'm looking for a loan of 250,000",
        "im self employed and i am interested in rates",
        "closing is on 12/31/2026 at 10:30",
        "Cora, can I please speak to your boss?",
        "I want to add Laila Hansen as a beneficiary",
        "1,200,000 or 1.250.000",
    ] {
        check("How can I help?", message, "-", "-", "-");
    }
    check("What was your mother's maiden name?", "Jhn", "-", "-", "-");
    check("Your name?", "yes please", "-", "-", "-");
    check("Your phone?", "3/10/1984", "-", "-", "-");
}

#[test]
fn what_the_bot_asks_for_is_understood() {
    for (message, bits) in [
        ("May I have your full name?", 1),
        ("What's the best number to reach you?", 4),
        ("Name, email, phone?", 7),
        ("Contact info please", 7),
        ("Great. And your e-mail address?", 2),
        ("What's your loan number?", 0),
        ("Thanks for your email!", 0),
        ("What is the name of your employer?", 0),
        ("Would you like someone to contact you?", 0),
        ("Which rate do you have now?", 0),
    ] {
        assert_eq!(asked_for(message).to_bits(), bits, "{message}");
        assert_eq!(Asked::from_bits(bits).to_bits(), bits);
    }
}
