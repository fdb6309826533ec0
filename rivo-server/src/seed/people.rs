//! People and places of the demo: names, ways to write an email address and a phone number.
//!
//! Nobody can be reached: addresses are at the example domains, numbers in the block 555-0100 to
//! 555-0199 that is kept for fiction.

use std::collections::BTreeSet;

use rivo_core::model::validate::search_fold;

use super::random::Random;

/// Somebody who writes to the bot.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) phone: String,
    pub(super) city: &'static str,
    pub(super) lender: &'static str,
}

impl Person {
    pub(super) fn first_name(&self) -> &str {
        self.name.split(' ').next().unwrap_or(&self.name)
    }
}

/// Gives out people, each one once.
pub(super) struct People {
    names: Names,
    spanish_names: Names,
    cities: Vec<(&'static str, &'static str)>,
    lenders: Vec<&'static str>,
    emails: BTreeSet<String>,
    numbers: BTreeSet<(&'static str, i64)>,
}

impl People {
    pub(super) fn new(random: &mut Random) -> Self {
        Self {
            names: Names::new(include_str!("tables/names.txt"), random),
            spanish_names: Names::new(include_str!("tables/names_es.txt"), random),
            cities: include_str!("tables/cities.txt")
                .lines()
                .filter_map(|line| line.split_once('|'))
                .collect(),
            lenders: include_str!("tables/lenders.txt").lines().collect(),
            emails: BTreeSet::new(),
            numbers: BTreeSet::new(),
        }
    }

    pub(super) fn next(&mut self, in_spanish: bool, random: &mut Random) -> Person {
        let names = if in_spanish {
            &mut self.spanish_names
        } else {
            &mut self.names
        };
        let name = names.next(random);
        let (city, phone) = self.phone(random);
        Person {
            email: self.email(&name, random),
            phone,
            city,
            lender: random.pick(&self.lenders).copied().unwrap_or("the bank"),
            name,
        }
    }

    fn email(&mut self, name: &str, random: &mut Random) -> String {
        const DOMAINS: [&str; 3] = ["example.com", "example.org", "example.net"];
        let folded = search_fold(name);
        let mut words = folded.split(' ').map(|word| {
            word.chars()
                .filter(char::is_ascii_alphabetic)
                .collect::<String>()
        });
        let first = words.next().unwrap_or_default();
        let last = words.next_back().unwrap_or_default();
        let initial = &first[..first.len().min(1)];
        let local = match random.between(0, 5) {
            0 | 1 => format!("{first}.{last}"),
            2 => format!("{initial}{last}"),
            3 => format!("{first}_{last}"),
            4 => format!("{last}{first}"),
            _ => format!("{first}{}", random.between(71, 99)),
        };
        let domain = random.pick(&DOMAINS).copied().unwrap_or("example.com");
        let mut email = format!("{local}@{domain}");
        let mut again = 2;
        while !self.emails.insert(email.clone()) {
            email = format!("{local}{again}@{domain}");
            again += 1;
        }
        email
    }

    /// A city with a number of its area that nobody has yet; on a huge desk numbers come twice.
    fn phone(&mut self, random: &mut Random) -> (&'static str, String) {
        let mut drawn = ("Columbus", "614", 100);
        for _ in 0..50 {
            let (city, area) = random
                .pick(&self.cities)
                .copied()
                .unwrap_or(("Columbus", "614"));
            drawn = (city, area, random.between(100, 199));
            if self.numbers.insert((area, drawn.2)) {
                break;
            }
        }
        let (city, area, line) = drawn;
        let phone = match random.between(0, 6) {
            0 => format!("({area}) 555-0{line}"),
            1 => format!("{area}.555.0{line}"),
            2 => format!("+1 {area} 555 0{line}"),
            3 => format!("{area}5550{line}"),
            4 => format!("{area} 555 0{line}"),
            _ => format!("{area}-555-0{line}"),
        };
        (city, phone)
    }
}

/// Full names in drawn order; when they are used up, first and last names are paired anew.
struct Names {
    names: Vec<&'static str>,
    given: usize,
}

impl Names {
    fn new(table: &'static str, random: &mut Random) -> Self {
        let mut names: Vec<_> = table.lines().collect();
        random.shuffle(&mut names);
        Self { names, given: 0 }
    }

    fn next(&mut self, random: &mut Random) -> String {
        self.given += 1;
        if let Some(name) = self.names.get(self.given - 1) {
            return (*name).to_owned();
        }
        let mut part = |of: fn(&'static str) -> Option<(&'static str, &'static str)>| {
            random
                .pick(&self.names)
                .and_then(|name| of(name))
                .unwrap_or(("Ana", "Reed"))
        };
        let (first, _) = part(|name| name.split_once(' '));
        let (_, last) = part(|name| name.rsplit_once(' '));
        format!("{first} {last}")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rivo_core::model::validate::{Email, PersonName, Phone, Region};

    use super::People;
    use crate::seed::random::Random;

    #[test]
    fn everybody_has_valid_contacts_of_their_own() {
        let mut random = Random::new(5);
        let mut people = People::new(&mut random);
        let (mut emails, mut phones) = (BTreeSet::new(), BTreeSet::new());
        for at in 0..400 {
            let person = people.next(at % 7 == 0, &mut random);
            assert_eq!(
                PersonName::parse(&person.name).unwrap().as_str(),
                person.name
            );
            assert!(
                emails.insert(Email::parse(&person.email).unwrap()),
                "{}",
                person.email
            );
            let phone = Phone::parse(&person.phone, Region::default()).unwrap();
            assert!(phones.insert(phone), "{}", person.phone);
        }
    }
}
