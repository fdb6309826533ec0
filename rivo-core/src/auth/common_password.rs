//! Passwords that everybody tries first, as far as they are long enough to be allowed otherwise.

/// Lower case, sorted by no rule; ten characters or more.
const COMMON: &[&str] = &[
    "123456789a", "1q2w3e4r5t", "1q2w3e4r5t6y", "1qaz2wsx3edc", "a123456789",
    "abc1234567", "abcd123456", "abcdefghij", "access1234", "admin12345", "admin123456", "administrator",
    "asdf123456", "asdfghjkl;", "asdfghjkl1", "asdfghjkl123", "babygirl123", "baseball123", "basketball",
    "blink182blink", "butterfly1", "changeme12", "changeme123", "changeme1234", "charlie123", "chocolate1",
    "computer123", "correcthorsebatterystaple", "counterstrike", "cowboys123", "default123", "dragon1234",
    "elizabeth1", "football123", "football1234", "freedom123", "iloveyou12", "iloveyou123", "iloveyou1234",
    "jennifer123", "letmein123", "letmein1234", "liverpool1", "liverpool123", "loanofficer", "login12345",
    "lovelovelove", "manchester", "manchester1", "master1234", "michael123", "monkey1234", "mortgage12",
    "mortgage123", "mortgage1234", "mortgages1", "mypassword", "mypassword1", "newpassword", "newpassword1",
    "nopassword", "p@ssw0rd12", "p@ssw0rd123", "p@ssword123", "passw0rd12", "passw0rd123", "passw0rd1234",
    "password00", "password01", "password10", "password11", "password12", "password123", "password1234",
    "password12345", "password123456", "password!!", "password!1", "password1!", "password123!",
    "password2020", "password2021", "password2022", "password2023", "password2024", "password2025",
    "password2026", "passwordpassword", "princess123", "q1w2e3r4t5", "q1w2e3r4t5y6", "qazwsxedc1",
    "qazwsxedcrfv", "qwe123456789", "qwer123456", "qwerasdfzxcv", "qwerty1234", "qwerty12345",
    "qwerty123456", "qwerty123!", "qwertyuiop", "qwertyuiop1", "qwertyuiop123", "qwertyuiop[]", "realestate",
    "realestate1", "rivorivorivo", "secret1234", "september1", "shadow1234", "starwars123", "summer2024",
    "summer2025", "summer2026", "sunshine12", "sunshine123", "superman12", "superman123", "supersecret",
    "superuser1", "temppassword", "test123456", "testtest12", "testtest123", "thisismypassword",
    "tottenham1", "trustno1trustno1", "unbelievable", "welcome123", "welcome1234", "welcome12345",
    "welcome2024", "welcome2025", "welcome2026", "whatever123", "winter2024", "winter2025", "winter2026",
    "yourpassword", "zaq12wsxcde3", "zxcvbnm123", "zxcvbnm1234", "zxcvbnm,./",
];

/// Whether a password, in lower case, is among the first that somebody would try.
pub(super) fn is_common(folded: &str) -> bool {
    let mut kinds: Vec<char> = folded.chars().collect();
    kinds.sort_unstable();
    kinds.dedup();
    let few_characters = !folded.is_empty() && kinds.len() < 4;
    let digits_only = !folded.is_empty() && folded.chars().all(|letter| letter.is_ascii_digit());
    few_characters || digits_only || COMMON.contains(&folded)
}
