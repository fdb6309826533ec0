//! Whose a figure is: other people's and denied ones are not the client's, what is to be borrowed
//! is, and preferences hold wishes alone.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod conversation;

use conversation::{check_all, read};

#[test]
fn figures_of_other_people_are_not_the_clients() {
    check_all(&[
        ("C: My brother owes $900k at 3%", "loan=-|rate=-"),
        ("C: My neighbor's rate is 3%", "rate=-"),
        ("C: a friend got 3% on his loan", "rate=-"),
        (
            "C: I heard my neighbour got 3.1% and I owe 300k at 6.5%",
            "loan=$300,000|rate=6.5%",
        ),
        ("C: my parents have a 2.9% rate, mine is 7.1%", "rate=7.1%"),
        ("C: my cousin pays 1,200 a month on her house", "payment=-"),
        (
            "C: My sister has a credit score of 810. Mine is 690",
            "score=690",
        ),
        ("C: my coworker's house is worth 800k", "value=-"),
        (
            "C: My brother and I owe 300k at 5%",
            "loan=$300,000|rate=5%",
        ),
        (
            "C: me and my brother owe 300k at 5%",
            "loan=$300,000|rate=5%",
        ),
        (
            "C: my mom left us the house, it's worth 400k",
            "value=$400,000",
        ),
        ("C: my brother told me he got 3%", "rate=-"),
        ("C: my brother has a loan, it is 900k", "loan=-"),
        ("C: my boss pays me 90k a year", "income=$90,000/yr"),
        (
            "C: I am buying my parents' house for 310k",
            "value=$310,000",
        ),
        (
            "C: I owe $412k at 6.875%, my friend pays 3%",
            "loan=$412,000|rate=6.875%",
        ),
        (
            "C: I'm helping my mother refinance. My mother owes 210k at 6%",
            "loan=$210,000|rate=6%",
        ),
        (
            "D: What is your rate?
             C: my brother has 3%. 6.25 for us",
            "rate=6.25%",
        ),
    ]);
}

#[test]
fn denied_figures_are_not_the_clients() {
    check_all(&[
        ("C: my rate isn't 7%", "rate=-"),
        ("C: I do not owe 300k, I owe 280k", "loan=$280,000"),
        ("C: it's not 300k, it's 280k that I owe", "loan=$280,000"),
        ("C: my score is not 700, it's 640", "score=640"),
        ("C: I don't make 100k a year", "income=-"),
        (
            "C: we never owed 500k, we owe 410k at 6%",
            "loan=$410,000|rate=6%",
        ),
        ("C: I don't owe more than 300k", "loan=$300,000"),
        ("C: not sure, I think I owe 300k", "loan=$300,000"),
        ("C: I can't pay the 3,200 a month", "payment=$3,200/mo"),
        (
            "C: I owe 300k, not including the 12k of solar",
            "loan=$300,000",
        ),
        (
            "C: my payment is 2,100 not including taxes",
            "payment=$2,100/mo",
        ),
    ]);
}

#[test]
fn what_is_to_be_borrowed_is_read_as_an_answer() {
    for answer in ["450k", "four hundred fifty thousand", "about $450,000"] {
        for question in [
            "How much do you want to borrow?",
            "How much would you like to borrow?",
        ] {
            let talk = format!("C: I want to buy a house\nD: {question}\nC: {answer}");
            let read = read(&talk);
            let loan = read.context.loan_details.current_loan_amount;
            assert_eq!(loan.as_deref(), Some("$450,000"), "{talk}");
            assert!(
                read.context.preferences.is_empty(),
                "{:?}",
                read.context.preferences
            );
        }
    }
    check_all(&[
        (
            "D: How much do you want to borrow?\nC: 450k",
            "loan=$450,000",
        ),
        (
            "C: want to refinance and take cash out, I owe 300k
             D: How much do you want to borrow?
             C: 50k",
            "loan=$300,000|key_points~50k",
        ),
    ]);
}

#[test]
fn preferences_hold_wishes_alone() {
    let wishes = |text: &str| read(text).context.preferences;
    let none: [&str; 0] = [];
    assert_eq!(
        wishes("C: I owe $412k at 6.875% and want to refinance. Thanks"),
        none
    );
    assert_eq!(wishes("C: I want to buy a house"), none);
    assert_eq!(
        wishes("C: I owe 300k at 7% and want a lower payment"),
        ["want a lower payment"]
    );
    assert_eq!(
        wishes("C: I want a lower rate and no points"),
        ["want a lower rate", "no points"]
    );
    assert_eq!(
        wishes("C: I need a quick answer and no phone calls"),
        ["need a quick answer", "no phone calls"]
    );
}
