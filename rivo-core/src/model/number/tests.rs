use super::{Period, numbers_in};

fn check(text: &str, expect: &[f64]) {
    let values: Vec<f64> = numbers_in(text).iter().map(|number| number.low).collect();
    let close = values.len() == expect.len()
        && values
            .iter()
            .zip(expect)
            .all(|(value, expect)| (value - expect).abs() < 1e-6 * expect.max(1.0));
    assert!(close, "{text}: {values:?}, not {expect:?}");
}

#[test]
fn figures_are_read_with_their_magnitude() {
    check("$450k", &[450e3]);
    check("1.2M", &[1.2e6]);
    check("$3,200/mo", &[3200.0]);
    check("247,800 at 7.375", &[247_800.0, 7.375]);
    check("42,35,000", &[4_235_000.0]);
    check("42 lakh 35 thousand", &[4_235_000.0]);
    check("1.1 crore", &[1.1e7]);
    check("298 000 $ and 6,75 %", &[298e3, 6.75]);
    check("2 240 $ per month, value 415 000", &[2240.0, 415e3]);
    check("250.000 €", &[250e3]);
    check("1'250'000", &[1.25e6]);
    check("6 1/4 % or 6-1/8 or 6½", &[6.25, 6.125, 6.5]);
    check("US$4.7 billion", &[4.7e9]);
    check("75 USD million", &[75e6]);
    check("USD115.5 and Rs20 and rs. 30", &[115.5, 20.0, 30.0]);
    check("20 dollar 43", &[20.43]);
    check("450 mil pesos", &[450e3]);
    check("1.2 mil", &[1.2e6]);
    check(".5%", &[0.5]);
}

#[test]
fn words_are_read_as_people_say_them() {
    check("four fifty", &[450.0]);
    check("seven eighty five", &[785.0]);
    check("one twenty six", &[126.0]);
    check("twenty two fifty", &[2250.0]);
    check("fifteen hundred", &[1500.0]);
    check("a hundred and ninety two thousand", &[192e3]);
    check("sixty thousand or so", &[60e3]);
    check("three and a quarter", &[3.25]);
    check("six and seven eighths", &[6.875]);
    check("six point eight seven five", &[6.875]);
    check("two point two million", &[2.2e6]);
    check("two and a half million", &[2.5e6]);
    check("half a million", &[500e3]);
    check(
        "three cr twelve lac fifty-six thousand seven hundred twenty-one",
        &[31_256_721.0],
    );
    check(
        "thirty-one million two hundred fifty-six thousand seven hundred twenty-one",
        &[31_256_721.0],
    );
    check("seven hundred twenty-one thousand and twelve", &[721_012.0]);
    check("three twenty thousand", &[320e3]);
    check("this one is the one", &[]);
    check("one hundred percent", &[100.0]);
}

#[test]
fn ranges_and_bands_have_two_ends() {
    for (text, low, high) in [
        ("900-950k", 900e3, 950e3),
        ("700-720", 700.0, 720.0),
        ("215 to 230", 215.0, 230.0),
        ("between $400,000 and $450,000", 400e3, 450e3),
        ("$1.1-1.2M", 1.1e6, 1.2e6),
        ("780s", 780.0, 789.0),
        ("low 700s", 700.0, 730.0),
        ("mid-600s", 640.0, 660.0),
        ("6.5% to 7%", 6.5, 7.0),
    ] {
        let numbers = numbers_in(text);
        assert_eq!(numbers.len(), 1, "{text}: {numbers:?}");
        assert_eq!((numbers[0].low, numbers[0].high), (low, high), "{text}");
    }
}

#[test]
fn codes_dates_times_and_forms_are_no_numbers() {
    for text in [
        "W2",
        "401k",
        "a 1099 contractor",
        "mjk125",
        "31st",
        "5:30",
        "7pm",
        "12/31/2026",
        "2026-03-01",
        "loan # 0098817733",
        "180016070420458",
    ] {
        check(text, &[]);
    }
}

#[test]
fn a_period_is_read_where_it_is_said() {
    for (text, period) in [
        ("$3,200/mo", Period::Month),
        ("3,850 a month", Period::Month),
        ("$150 pcm", Period::Month),
        ("80k per year", Period::Year),
        ("$28 an hour", Period::Hour),
        ("1,900 biweekly", Period::TwoWeeks),
        ("95k annually", Period::Year),
    ] {
        assert_eq!(numbers_in(text)[0].period, Some(period), "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_and_each_number_stands_in_it(text in r"(\PC|[0-9$.,/ \-%kKmM]|four|fifty|hundred|and|a|point|to){0,60}") {
        let mut end = 0;
        for number in numbers_in(&text) {
            proptest::prop_assert!(text.get(number.span.clone()).is_some());
            proptest::prop_assert!(number.span.start <= number.figures.start && number.figures.end <= number.span.end);
            proptest::prop_assert!(number.low <= number.high && number.low.is_finite());
            proptest::prop_assert!(number.span.start >= end);
            end = number.span.end;
        }
    }
}
