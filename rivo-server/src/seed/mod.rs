//! A demo desk: a few CSMs and some sixty clients in all stages, with whole conversations,
//! histories, notes and tasks of the last 45 days.
//!
//! ```text
//! stories/   what people say and what the desk writes, as text
//! tables/    names, cities, lenders
//! story      reads the stories      slot      their numbers, dates and names
//! people     who writes             cast      who plays which story, up to which stage
//! route      the moves to there     plan      everything at its moment
//! staff      admin and CSMs         play      does it, through the doors of a real desk
//! habit      saved views, duplicates, what is yet to be seen
//! random, calendar, clock, ids      the seed's choices, the desk's hours, the demo's time
//! ```
//!
//! Nothing is written past the service: messages are posted as a chatbot posts them, moves, notes
//! and tasks are commands of the demo's staff, and facts come from the extractor of the desk. The
//! same seed at the same moment gives the same desk, but for ids and keys that are drawn inside
//! Rivo.

mod calendar;
mod cast;
mod clock;
mod habit;
mod ids;
mod people;
mod plan;
mod play;
mod random;
mod route;
mod slot;
mod staff;
mod story;
#[cfg(test)]
mod tests;

use std::{collections::HashMap, sync::Arc};

use rivo_core::{
    Error, Result,
    api::{client::ClientFilter, user::CreateApiKey},
    auth::Actor,
    service::{Options, Rivo, UserFilter},
};

pub use self::staff::Member;
use self::{clock::StageClock, play::Player, random::Random};

/// The fewest clients that still fill all stages.
pub const FEWEST_CLIENTS: usize = 24;
/// The most clients; a larger desk is a load test and no demo.
pub const MOST_CLIENTS: usize = 1_000;

/// What the staff was told within this time is still unread.
const NEWS_SECONDS: i64 = 2 * 86_400;

/// What to make.
#[derive(Clone, Debug)]
pub struct Request {
    /// Decides everything that is drawn.
    pub seed: u64,
    /// How many clients, those without complete contact included.
    pub clients: usize,
    /// The staff's password; without it one is made up.
    pub password: Option<String>,
}

impl Default for Request {
    fn default() -> Self {
        Self {
            seed: 1,
            clients: 60,
            password: None,
        }
    }
}

/// What was made.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Clients, those without complete contact included.
    pub clients: usize,
    /// Messages of all conversations.
    pub messages: usize,
    /// What the staff did: assignments, moves, notes, tasks, corrections.
    pub commands: usize,
    /// The staff, the admin first.
    pub staff: Vec<Member>,
    /// The password of all of them.
    pub password: String,
    /// A key for a chatbot to go on where the demo ends.
    pub api_key: String,
}

/// Makes a demo desk in an empty database.
///
/// `options.clock` says what "now" is; the desk's history lies before it. `progress` hears how
/// many of how many events were played.
///
/// # Errors
///
/// [`Error::Conflict`] with the code `desk_not_empty` where there are clients already, or logins
/// of an earlier demo; [`Error::Invalid`] for a number of clients out of range or a password that
/// the desk does not take.
pub async fn run(
    options: Options,
    request: &Request,
    progress: &mut (dyn FnMut(usize, usize) + Send),
) -> Result<Summary> {
    check(request)?;
    let now = options.clock.now();
    let mut random = Random::new(request.seed);
    let library = story::Library::read()?;
    let parts = cast::cast(&library, request.clients, &mut random)?;
    let events = plan::plan(&library, &parts, now, &mut random)?;

    let opens = events
        .first()
        .map_or(now, |event| event.at)
        .plus_seconds(-86_400);
    let clock = Arc::new(StageClock::new(opens));
    let shown: Arc<StageClock> = Arc::clone(&clock);
    let rivo = Rivo::open(Options {
        clock: shown,
        ..options
    })
    .await?;
    require_empty(&rivo).await?;

    let password = request.password.clone().unwrap_or_else(password);
    let staff = staff::hire(&rivo, &password).await?;
    let (api_key, chatbot) = chatbot(&rivo, &staff.admin).await?;
    let members = staff.members.clone();
    let mut player = Player {
        rivo: &rivo,
        clock: &clock,
        chatbot,
        staff,
        clients: HashMap::new(),
        tasks: HashMap::new(),
        done: play::Done::default(),
    };
    let total = events.len();
    let news = now.plus_seconds(-NEWS_SECONDS);
    let mut is_news = false;
    for (place, event) in events.into_iter().enumerate() {
        if !is_news && event.at >= news {
            is_news = true;
            player.read_news().await?;
        }
        player.play(event).await?;
        progress(place + 1, total);
    }
    clock.set(now);
    rivo.run_due_jobs().await?;
    rivo.follow_feed().await?;
    rivo.notify_due().await?;
    habit::settle(&rivo, &player.staff).await?;
    let (clients, done) = (player.clients.len(), player.done);
    rivo.shutdown().await;
    Ok(Summary {
        clients,
        messages: done.messages,
        commands: done.commands,
        staff: members,
        password,
        api_key,
    })
}

fn check(request: &Request) -> Result<()> {
    if (FEWEST_CLIENTS..=MOST_CLIENTS).contains(&request.clients) {
        return Ok(());
    }
    Err(Error::invalid(
        "clients",
        format!("A demo has {FEWEST_CLIENTS} to {MOST_CLIENTS} clients."),
    ))
}

/// Refuses a desk on which somebody works, or an earlier demo.
async fn require_empty(rivo: &Rivo) -> Result<()> {
    let system = Actor::system("seed-demo");
    let any = ClientFilter {
        captured: Some("any".to_owned()),
        limit: Some(1),
        ..ClientFilter::default()
    };
    let has_clients = !rivo.list_clients(&system, any).await?.results.is_empty();
    let mut has_logins = false;
    for login in staff::logins() {
        let filter = UserFilter {
            q: Some(login.to_owned()),
            limit: Some(1),
            ..UserFilter::default()
        };
        has_logins |= !rivo.list_users(&system, filter).await?.results.is_empty();
    }
    if has_clients || has_logins {
        return Err(Error::conflict(
            "desk_not_empty",
            "This database holds clients or an earlier demo, and seed-demo fills empty desks only. \
             Name another database, such as DATABASE_URL=sqlite:demo.db, or remove this one.",
        ));
    }
    Ok(())
}

/// A key for the demo's chatbot, and the chatbot as one who acts.
async fn chatbot(rivo: &Rivo, admin: &Actor) -> Result<(String, Actor)> {
    let create = CreateApiKey {
        name: "Website chatbot".to_owned(),
        scopes: vec!["chat:write".to_owned(), "chat:read".to_owned()],
        rate_limit: None,
    };
    let key = rivo.create_api_key(admin, create).await?.key;
    let actor = rivo.authenticate_api_key(&key, None).await?;
    Ok((key, actor))
}

/// A password that can be read aloud. Never from the seed: who knows that is not staff.
fn password() -> String {
    const WORDS: [&str; 16] = [
        "harbor", "maple", "copper", "willow", "lantern", "meadow", "granite", "cedar", "orchard",
        "saddle", "thimble", "juniper", "pebble", "anchor", "velvet", "compass",
    ];
    let (high, low) = uuid::Uuid::new_v4().as_u64_pair();
    let mut random = Random::new(high ^ low);
    let mut word = || random.pick(&WORDS).copied().unwrap_or("harbor");
    let (one, two, three) = (word(), word(), word());
    format!("{one}-{two}-{three}-{}", random.between(1000, 9999))
}
