//! Where a phone number of the United States is at home: state and time zone by its area code.
//!
//! The codes are those of the North American Numbering Plan with their states, as libphonenumber
//! 9.0.43 (October 2026) lists them in its geocoding data, overlays included; codes that belong to
//! no place (toll-free, personal) are not in it. Where a code crosses a time zone, the zone is that
//! of most of its people. A mobile number keeps its code when its owner moves: what is found here
//! is a good guess and nothing more.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;

const EASTERN: &str = "America/New_York";
const CENTRAL: &str = "America/Chicago";
const MOUNTAIN: &str = "America/Denver";
const PACIFIC: &str = "America/Los_Angeles";

/// State, time zone, area codes.
const AREAS: &[(&str, &str, &[u16])] = &[
    ("AK", "America/Anchorage", &[907]),
    ("AL", CENTRAL, &[205, 251, 256, 334, 659, 938]),
    ("AR", CENTRAL, &[327, 479, 501, 870]),
    ("AS", "Pacific/Pago_Pago", &[684]),
    ("AZ", "America/Phoenix", &[480, 520, 602, 623, 928]),
    (
        "CA",
        PACIFIC,
        &[
            209, 213, 279, 310, 323, 341, 350, 369, 408, 415, 424, 442, 510, 530, 559, 562, 619,
            626, 628, 650, 657, 661, 669, 707, 714, 738, 747, 760, 805, 818, 820, 831, 840, 858,
            909, 916, 925, 949, 951,
        ],
    ),
    ("CO", MOUNTAIN, &[303, 719, 720, 748, 970, 983]),
    ("CT", EASTERN, &[203, 475, 860, 959]),
    ("DC", EASTERN, &[202, 771]),
    ("DE", EASTERN, &[302]),
    ("FL", CENTRAL, &[448, 850]),
    (
        "FL",
        EASTERN,
        &[
            239, 305, 321, 324, 352, 386, 407, 561, 645, 656, 689, 727, 728, 754, 772, 786, 813,
            863, 904, 941, 954,
        ],
    ),
    (
        "GA",
        EASTERN,
        &[229, 404, 470, 478, 678, 706, 762, 770, 912, 943],
    ),
    ("GU", "Pacific/Guam", &[671]),
    ("HI", "Pacific/Honolulu", &[808]),
    ("IA", CENTRAL, &[319, 515, 563, 641, 712]),
    ("ID", "America/Boise", &[208, 986]),
    (
        "IL",
        CENTRAL,
        &[
            217, 224, 309, 312, 331, 447, 464, 618, 630, 708, 730, 773, 779, 815, 847, 872,
        ],
    ),
    ("IN", CENTRAL, &[219]),
    (
        "IN",
        "America/Indiana/Indianapolis",
        &[260, 317, 463, 574, 765, 812, 930],
    ),
    ("KS", CENTRAL, &[316, 620, 785, 913]),
    ("KY", CENTRAL, &[270, 364]),
    ("KY", EASTERN, &[502, 606, 859]),
    ("LA", CENTRAL, &[225, 318, 337, 504, 985]),
    (
        "MA",
        EASTERN,
        &[339, 351, 413, 508, 617, 774, 781, 857, 978],
    ),
    ("MD", EASTERN, &[227, 240, 301, 410, 443, 667]),
    ("ME", EASTERN, &[207]),
    (
        "MI",
        "America/Detroit",
        &[231, 248, 269, 313, 517, 586, 616, 734, 810, 906, 947, 989],
    ),
    ("MN", CENTRAL, &[218, 320, 507, 612, 651, 763, 952]),
    (
        "MO",
        CENTRAL,
        &[235, 314, 417, 557, 573, 636, 660, 816, 975],
    ),
    ("MP", "Pacific/Saipan", &[670]),
    ("MS", CENTRAL, &[228, 601, 662, 769]),
    ("MT", MOUNTAIN, &[406]),
    (
        "NC",
        EASTERN,
        &[252, 336, 472, 704, 743, 828, 910, 919, 980, 984],
    ),
    ("ND", CENTRAL, &[701]),
    ("NE", CENTRAL, &[308, 402, 531]),
    ("NH", EASTERN, &[603]),
    (
        "NJ",
        EASTERN,
        &[201, 551, 609, 640, 732, 848, 856, 862, 908, 973],
    ),
    ("NM", MOUNTAIN, &[505, 575]),
    ("NV", PACIFIC, &[702, 725, 775]),
    (
        "NY",
        EASTERN,
        &[
            212, 315, 329, 332, 347, 363, 516, 518, 585, 607, 631, 646, 680, 716, 718, 838, 845,
            914, 917, 929, 934,
        ],
    ),
    (
        "OH",
        EASTERN,
        &[
            216, 220, 234, 283, 326, 330, 380, 419, 440, 513, 567, 614, 740, 937,
        ],
    ),
    ("OK", CENTRAL, &[405, 539, 572, 580, 918]),
    ("OR", PACIFIC, &[458, 503, 541, 971]),
    (
        "PA",
        EASTERN,
        &[
            215, 223, 267, 272, 412, 445, 484, 570, 582, 610, 717, 724, 814, 835, 878,
        ],
    ),
    ("PR", "America/Puerto_Rico", &[787, 939]),
    ("RI", EASTERN, &[401]),
    ("SC", EASTERN, &[803, 821, 839, 843, 854, 864]),
    ("SD", CENTRAL, &[605]),
    ("TN", CENTRAL, &[615, 629, 731, 901, 931]),
    ("TN", EASTERN, &[423, 865]),
    (
        "TX",
        CENTRAL,
        &[
            210, 214, 254, 281, 325, 346, 361, 409, 430, 432, 469, 512, 682, 713, 726, 737, 806,
            817, 830, 832, 903, 936, 940, 945, 956, 972, 979,
        ],
    ),
    ("TX", MOUNTAIN, &[915]),
    ("UT", MOUNTAIN, &[385, 435, 801]),
    (
        "VA",
        EASTERN,
        &[276, 434, 540, 571, 686, 703, 757, 804, 826, 948],
    ),
    ("VI", "America/St_Thomas", &[340]),
    ("VT", EASTERN, &[802]),
    ("WA", PACIFIC, &[206, 253, 360, 425, 509, 564]),
    ("WI", CENTRAL, &[262, 274, 353, 414, 534, 608, 715, 920]),
    ("WV", EASTERN, &[304, 681]),
    ("WY", MOUNTAIN, &[307]),
];

/// Where a number is at home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The USPS code of a state, the District of Columbia or a territory.
    pub state: &'static str,
    /// The name of an IANA time zone.
    pub time_zone: &'static str,
}

/// Where a number in E.164 is at home; `None` where its area code does not tell.
#[must_use]
pub fn locate(phone: &str) -> Option<Place> {
    let national = phone.strip_prefix("+1")?;
    if national.len() != 10 || !national.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let code: u16 = national[..3].parse().ok()?;
    AREAS
        .iter()
        .find(|(_, _, codes)| codes.contains(&code))
        .map(|&(state, time_zone, _)| Place { state, time_zone })
}

/// The area codes of a state, by its USPS code.
pub fn codes_of(state: &str) -> impl Iterator<Item = u16> {
    AREAS
        .iter()
        .filter(move |(name, ..)| *name == state)
        .flat_map(|(_, _, codes)| codes.iter().copied())
}

/// Whether this is the USPS code of a state, the District of Columbia or a territory.
#[must_use]
pub fn is_state(code: &str) -> bool {
    AREAS.iter().any(|(state, ..)| *state == code)
}

/// The hours in which nobody is called: from one hour of the day until another, over midnight where
/// the first is later. Equal hours: none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietHours {
    /// The first quiet hour, 0 to 23.
    pub from: i8,
    /// The first hour after them, 0 to 23.
    pub until: i8,
}

impl QuietHours {
    const fn hold(self, hour: i8) -> bool {
        if self.from <= self.until {
            self.from <= hour && hour < self.until
        } else {
            hour >= self.from || hour < self.until
        }
    }
}

/// What the clock says where a client lives, by the area code of the phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LocalTime {
    /// The USPS code of the state.
    pub state: String,
    /// The name of the IANA time zone.
    pub time_zone: String,
    /// The local date and time with its offset, `2026-03-02T04:00:00-05:00`.
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub local_time: String,
    /// Whether the desk's quiet hours hold there.
    pub quiet: bool,
    /// When they end, while they hold.
    pub opens_at: Option<Timestamp>,
}

/// What the clock says where a number is at home; `None` where its area code does not tell.
#[must_use]
pub fn local_time(phone: &str, now: Timestamp, quiet: QuietHours) -> Option<LocalTime> {
    let place = locate(phone)?;
    let zone = TimeZone::get(place.time_zone).ok()?;
    let local = now.to_jiff().to_zoned(zone);
    let is_quiet = quiet.hold(local.hour());
    let opens_at = is_quiet
        .then(|| {
            let day = if local.hour() < quiet.until {
                local.date()
            } else {
                local.date().tomorrow().ok()?
            };
            day.at(quiet.until, 0, 0, 0)
                .to_zoned(local.time_zone().clone())
                .ok()
                .map(|opens| Timestamp::from_micros(opens.timestamp().as_microsecond()))
        })
        .flatten();
    Some(LocalTime {
        state: place.state.to_owned(),
        time_zone: place.time_zone.to_owned(),
        local_time: local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        quiet: is_quiet,
        opens_at,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const NIGHT: QuietHours = QuietHours { from: 21, until: 8 };

    #[test]
    fn each_code_stands_once_and_each_zone_is_known() {
        let mut codes = BTreeSet::new();
        for (state, zone, of_state) in AREAS {
            assert!(TimeZone::get(zone).is_ok(), "{zone}");
            assert_eq!(state.len(), 2);
            for code in *of_state {
                assert!((201..1000).contains(code) && codes.insert(code), "{code}");
            }
        }
        let states: BTreeSet<_> = AREAS.iter().map(|(state, ..)| state).collect();
        // Fifty states, the District of Columbia and five territories.
        assert_eq!((states.len(), codes.len()), (56, 365));
    }

    #[test]
    fn a_number_is_found_by_its_area_code() {
        for (phone, expect) in [
            ("+14155550134", Some(("CA", PACIFIC))),
            ("+13105550134", Some(("CA", PACIFIC))),
            ("+12125550134", Some(("NY", EASTERN))),
            ("+18505550134", Some(("FL", CENTRAL))),
            ("+19155550134", Some(("TX", MOUNTAIN))),
            ("+18655550134", Some(("TN", EASTERN))),
            ("+16025550134", Some(("AZ", "America/Phoenix"))),
            ("+17875550134", Some(("PR", "America/Puerto_Rico"))),
            ("+14165550134", None),
            ("+18005550134", None),
            ("+491701234567", None),
            ("+1415555013", None),
            ("4155550134", None),
            ("", None),
        ] {
            let found = locate(phone).map(|place| (place.state, place.time_zone));
            assert_eq!(found, expect, "{phone}");
        }
        assert!(is_state("DC") && is_state("GU") && !is_state("ca") && !is_state("ON"));
        assert_eq!(codes_of("DE").collect::<Vec<_>>(), [302]);
        assert_eq!(codes_of("TX").filter(|code| *code == 915).count(), 1);
    }

    #[test]
    fn quiet_hours_are_those_of_the_client() {
        let at = |phone: &str, now: &str| {
            let local = local_time(phone, now.parse().unwrap(), NIGHT).unwrap();
            let opens_at = local.opens_at.map(|at| at.to_string());
            (local.local_time, local.quiet, opens_at)
        };
        // Nine in the morning in London: night in both Americas.
        let (local, quiet, opens) = at("+12125550134", "2026-03-02T09:00:00Z");
        assert_eq!((local.as_str(), quiet), ("2026-03-02T04:00:00-05:00", true));
        assert_eq!(opens.as_deref(), Some("2026-03-02T13:00:00.000000Z"));
        // Late in the evening: they end tomorrow.
        let (_, quiet, opens) = at("+12125550134", "2026-03-03T02:30:00Z");
        assert!(quiet);
        assert_eq!(opens.as_deref(), Some("2026-03-03T13:00:00.000000Z"));
        let (local, quiet, opens) = at("+14155550134", "2026-03-02T20:00:00Z");
        assert_eq!(
            (local.as_str(), quiet, opens),
            ("2026-03-02T12:00:00-08:00", false, None)
        );
        // The clocks go forward at two in that night.
        let (_, _, opens) = at("+12125550134", "2026-03-08T04:00:00Z");
        assert_eq!(opens.as_deref(), Some("2026-03-08T12:00:00.000000Z"));
        // Arizona keeps its time.
        let (local, ..) = at("+16025550134", "2026-07-01T12:00:00Z");
        assert_eq!(local, "2026-07-01T05:00:00-07:00");
    }

    #[test]
    fn quiet_hours_may_lie_within_a_day_or_not_at_all() {
        let noon = QuietHours {
            from: 12,
            until: 14,
        };
        let none = QuietHours { from: 8, until: 8 };
        let now: Timestamp = "2026-03-02T18:00:00Z".parse().unwrap();
        let local = local_time("+12125550134", now, noon).unwrap();
        assert!(local.quiet);
        assert_eq!(local.opens_at, "2026-03-02T19:00:00Z".parse().ok());
        assert!(!local_time("+12125550134", now, none).unwrap().quiet);
    }
}
