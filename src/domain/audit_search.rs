//! How the audit is searched: words, and field words such as `actor:ada event:suspended since:2d`.

use std::str::FromStr;

use super::search::{SearchError, When, split, when};
use super::{AccountId, AuditEntry, AuditEvent, Party, Timestamp, text};

/// Most terms that are looked at: a pasted page should not become a query.
const MOST_TERMS: usize = 32;
/// Longest value of a field that is looked at, in characters; no name or address is longer.
const MOST_CHARS: usize = 254;

/// What is searched for in the audit: every term must hold, and the moment lie in the span.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditSearch {
    /// All of these.
    pub terms: Vec<AuditTerm>,
    /// From this moment on.
    pub since: Option<Timestamp>,
    /// Before this moment.
    pub before: Option<Timestamp>,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditTerm {
    /// It must not hold: `!word`.
    pub without: bool,
    /// What must hold.
    pub test: AuditTest,
}

/// What can be asked of a row of the audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditTest {
    /// Names, event, seat or values contain this text, folded ([`text::fold`]).
    Text(String),
    /// Somebody did it.
    Actor(Who),
    /// Somebody did it, or it was done to them.
    Account(Who),
    /// It is one of these.
    Event(Vec<AuditEvent>),
    /// The seat's name contains this text, in small letters.
    Seat(String),
}

/// Somebody, as a search names them. Letters are small; capitals in the audit are theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Of exactly that name.
    Named(String),
    /// Of a name that begins so: `mir*`.
    Begins(String),
    /// That account, whatever it was called.
    Id(AccountId),
}

impl Who {
    fn parse(value: &str) -> Option<Self> {
        if let Ok(id) = AccountId::from_str(value) {
            return Some(Self::Id(id));
        }
        let name = text::clean_line(value, MOST_CHARS);
        match name.strip_suffix('*') {
            Some("") => None,
            Some(beginning) => Some(Self::Begins(beginning.to_owned())),
            None => (!name.is_empty()).then_some(Self::Named(name)),
        }
    }

    /// Whether a party is the one that is meant.
    pub fn is(&self, party: &Party) -> bool {
        match self {
            Self::Named(name) => party.name.to_ascii_lowercase() == *name,
            Self::Begins(beginning) => party.name.to_ascii_lowercase().starts_with(beginning),
            Self::Id(id) => party.id == Some(*id),
        }
    }
}

const MOMENTS: &str = "It takes 2d, 12h, 3w, 2026, 2026-03 or 2026-03-17 (h, d, w, m, y).";
const WHO: &str = "It takes a whole name, or its beginning with a star: mir*.";

/// A field, with an example of its values and a sentence about them.
struct Field {
    name: &'static str,
    example: &'static str,
    takes: &'static str,
}

const FIELDS: [Field; 7] = [
    Field { name: "actor", example: "ada", takes: WHO },
    Field { name: "account", example: "mira_k", takes: WHO },
    Field {
        name: "event",
        example: "suspended",
        takes: "It takes a word of what happened, e.g. suspended, or its name, e.g. user_suspended.",
    },
    Field { name: "seat", example: "lab2", takes: "It takes a part of a seat's name." },
    Field { name: "since", example: "2d", takes: MOMENTS },
    Field { name: "until", example: "2026-03-17", takes: MOMENTS },
    Field { name: "on", example: "2026-03-17", takes: "It takes a day, a month or a year: 2026-03-17, 2026-03, 2026." },
];

fn is_field(name: &str) -> bool {
    FIELDS.iter().any(|field| field.name == name)
}

impl AuditSearch {
    /// Reads what somebody typed. Words with a colon that are no field are words; `"two words"` is one. Unsafe
    /// characters fall out, so a word may vanish. Days are those of UTC; `until:` a day is with that day.
    ///
    /// # Errors
    /// [`SearchError`] for the first field whose value makes no sense.
    pub fn parse(raw: &str, now: Timestamp) -> Result<Self, SearchError> {
        let mut search = Self::default();
        for word in split(raw, is_field).into_iter().take(MOST_TERMS) {
            let (without, word) = match word.strip_prefix('!') {
                Some(rest) => (true, rest),
                None => (false, word.as_str()),
            };
            let field = word.split_once(':').and_then(|(name, value)| {
                FIELDS.iter().find(|field| field.name.eq_ignore_ascii_case(name)).map(|field| (field, value))
            });
            match field {
                Some((field, value)) => search.narrow(field, &value.trim().to_lowercase(), without, now)?,
                None => {
                    let folded = text::fold(word);
                    if !folded.trim().is_empty() {
                        search.add(without, AuditTest::Text(folded.trim().to_owned()));
                    }
                }
            }
        }
        Ok(search)
    }

    /// Rows in which these words stand, each somewhere; no field means anything here.
    pub fn words(words: &str) -> Self {
        let mut search = Self::default();
        for word in words.split_whitespace().take(MOST_TERMS) {
            let folded = text::fold(word);
            // Folding can part a word: some characters stand for several with a blank between.
            for part in folded.split_whitespace() {
                search.add(false, AuditTest::Text(part.to_owned()));
            }
        }
        search
    }

    /// Rows of that event.
    pub fn of(event: AuditEvent) -> Self {
        let term = AuditTerm { without: false, test: AuditTest::Event(vec![event]) };
        Self { terms: vec![term], ..Self::default() }
    }

    /// Whether it asks for nothing in particular.
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a row is among what is searched for.
    pub fn holds(&self, entry: &AuditEntry) -> bool {
        self.since.is_none_or(|since| since <= entry.at)
            && self.before.is_none_or(|before| entry.at < before)
            && self.terms.iter().all(|term| term.test.holds(entry) != term.without)
    }

    fn add(&mut self, without: bool, test: AuditTest) {
        let term = AuditTerm { without, test };
        if !self.terms.contains(&term) {
            self.terms.push(term);
        }
    }

    fn narrow(&mut self, field: &'static Field, value: &str, without: bool, now: Timestamp) -> Result<(), SearchError> {
        if value.is_empty() {
            return Err(SearchError::Empty { field: field.name, example: field.example });
        }
        let unknown =
            || SearchError::Value { field: field.name, value: text::clean_line(value, 20), takes: field.takes };
        let test = match field.name {
            "actor" => Who::parse(value).map(AuditTest::Actor),
            "account" => Who::parse(value).map(AuditTest::Account),
            "event" => events(value).map(AuditTest::Event),
            "seat" => Some(text::clean_line(value, MOST_CHARS)).filter(|seat| !seat.is_empty()).map(AuditTest::Seat),
            name => return self.within(name, value, without, now).ok_or_else(unknown),
        };
        self.add(without, test.ok_or_else(unknown)?);
        Ok(())
    }

    /// Narrows the span. `!since:` is `until:`, the moment itself aside.
    fn within(&mut self, field: &str, value: &str, without: bool, now: Timestamp) -> Option<()> {
        // An age has a first moment, a day a last one, too.
        let When::Within(Some(first), last) = when(value, now).filter(|_| !value.starts_with(['<', '>']))? else {
            return None;
        };
        let (since, before) = match (field, without) {
            ("since", false) => (Some(first), None),
            ("since", true) => (None, Some(first)),
            ("until", false) => (None, Some(last.unwrap_or(first))),
            ("until", true) => (Some(last.unwrap_or(first)), None),
            (_, false) => (Some(first), Some(last?)),
            // Two spans, one before and one after: there is no such thing here.
            (_, true) => return None,
        };
        self.since = self.since.max(since);
        self.before = match (self.before, before) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        Some(())
    }
}

impl AuditTest {
    fn holds(&self, entry: &AuditEntry) -> bool {
        match self {
            Self::Text(word) => {
                let values = [entry.before.as_deref(), entry.after.as_deref()].into_iter().flatten();
                let subject = entry.subject.iter().map(|party| party.name.as_str());
                [entry.actor.name.as_str(), entry.event.as_str(), entry.event.words(), entry.seat.as_str()]
                    .into_iter()
                    .chain(subject)
                    .chain(values)
                    .any(|part| text::fold(part).contains(word.as_str()))
            }
            Self::Actor(who) => who.is(&entry.actor),
            Self::Account(who) => who.is(&entry.actor) || entry.subject.as_ref().is_some_and(|party| who.is(party)),
            Self::Event(events) => events.contains(&entry.event),
            Self::Seat(part) => entry.seat.as_str().to_ascii_lowercase().contains(part.as_str()),
        }
    }
}

/// The events whose words or whose name contain one of these, parted by commas; each must mean something.
fn events(value: &str) -> Option<Vec<AuditEvent>> {
    let mut found = Vec::new();
    for part in value.split(',') {
        let part = text::fold(part);
        let part = part.trim();
        let exact = AuditEvent::ALL.into_iter().find(|event| event.as_str() == part || event.words() == part);
        let meant: Vec<AuditEvent> = match exact {
            Some(event) => vec![event],
            None => AuditEvent::ALL
                .into_iter()
                .filter(|event| !part.is_empty() && (event.words().contains(part) || event.as_str().contains(part)))
                .collect(),
        };
        if meant.is_empty() {
            return None;
        }
        found.extend(meant);
    }
    found.sort_unstable();
    found.dedup();
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::from_millis(1_780_000_000_000);
    const DAY: i64 = 86_400_000;

    fn parse(raw: &str) -> AuditSearch {
        AuditSearch::parse(raw, NOW).unwrap()
    }

    fn terms(raw: &str) -> Vec<(bool, AuditTest)> {
        parse(raw).terms.into_iter().map(|term| (term.without, term.test)).collect()
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::from_millis(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
    }

    #[test]
    fn fields_ask_for_parties_events_and_seats() {
        let id = AccountId::from_bytes([7; 16]);
        let named = |name: &str| Who::Named(name.to_owned());
        assert_eq!(
            terms(&format!("Actor:Ada !account:mir* account:{id} event:Suspended seat:Lab2 Zoë a:b")),
            [
                (false, AuditTest::Actor(named("ada"))),
                (true, AuditTest::Account(Who::Begins("mir".to_owned()))),
                (false, AuditTest::Account(Who::Id(id))),
                (false, AuditTest::Event(vec![AuditEvent::Suspended])),
                (false, AuditTest::Seat("lab2".to_owned())),
                (false, AuditTest::Text("zoe".to_owned())),
                (false, AuditTest::Text("a:b".to_owned())),
            ]
        );
        assert_eq!(terms("account:Mira@Example.org"), [(false, AuditTest::Account(named("mira@example.org")))]);
    }

    #[test]
    fn events_are_meant_by_words_and_by_names() {
        for (raw, meant) in [
            ("suspended", vec![AuditEvent::Suspended]),
            ("suspend", vec![AuditEvent::Suspended]),
            ("user_suspended", vec![AuditEvent::Suspended]),
            ("\"signed in\"", vec![AuditEvent::LoggedIn]),
            ("signed", vec![AuditEvent::SignedUp, AuditEvent::LoggedIn, AuditEvent::LoggedOut]),
            ("suspended,restored", vec![AuditEvent::Suspended, AuditEvent::Restored]),
        ] {
            assert_eq!(terms(&format!("event:{raw}")), [(false, AuditTest::Event(meant))], "{raw}");
        }
        for event in AuditEvent::ALL {
            for word in [event.as_str(), event.words()] {
                assert_eq!(terms(&format!("event:\"{word}\"")), [(false, AuditTest::Event(vec![event]))], "{word}");
            }
        }
    }

    #[test]
    fn spans_are_ages_and_days() {
        let ago = |days: i64| Some(Timestamp::from_millis(NOW.millis() - days * DAY));
        for (raw, since, before) in [
            ("since:2d", ago(2), None),
            ("until:2d", None, ago(2)),
            ("!since:2d", None, ago(2)),
            ("since:9d since:2d until:1d until:3d", ago(2), ago(3)),
            ("since:2026-03", Some(at("2026-03-01T00:00:00Z")), None),
            ("until:2026-03-01", None, Some(at("2026-03-02T00:00:00Z"))),
            ("!until:2026-03-01", Some(at("2026-03-02T00:00:00Z")), None),
            ("on:2026-03", Some(at("2026-03-01T00:00:00Z")), Some(at("2026-04-01T00:00:00Z"))),
        ] {
            let search = parse(raw);
            assert_eq!((search.since, search.before, search.terms.len()), (since, before, 0), "{raw}");
        }
    }

    #[test]
    fn what_makes_no_sense_is_said_with_what_does() {
        for (raw, says) in [
            ("actor:", "actor: needs a value, e.g. actor:ada"),
            ("account:*", "account:* is not known. It takes a whole name"),
            ("event:flew", "event:flew is not known. It takes a word of what happened"),
            ("event:suspended,", "is not known."),
            ("since:soon", "since:soon is not known. It takes 2d"),
            ("since:<2d", "is not known."),
            ("until:never", "is not known."),
            ("on:2d", "on:2d is not known. It takes a day"),
            ("!on:2026-03-17", "is not known."),
            ("since:2026-02-30", "is not known."),
        ] {
            let said = AuditSearch::parse(raw, NOW).unwrap_err().to_string();
            assert!(said.contains(says), "{raw}: {said}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_search_or_a_sentence(raw in ".{0,200}") {
            match AuditSearch::parse(&raw, NOW) {
                Ok(search) => prop_assert!(search.terms.len() <= MOST_TERMS),
                Err(error) => prop_assert!(error.to_string().len() < 300),
            }
        }

        #[test]
        fn fields_with_any_value_never_panic(
            field in "(actor|account|event|seat|since|until|on)", not in "!?", value in "[^\\s\"]{0,40}"
        ) {
            let _ = AuditSearch::parse(&format!("{not}{field}:{value}"), NOW);
        }

        #[test]
        fn more_words_never_find_more(words in "[a-z]{1,3}", name in "[a-z]{1,8}") {
            let entry = AuditEntry {
                seq: 1,
                at: NOW,
                event: AuditEvent::Suspended,
                actor: Party { id: None, name },
                subject: None,
                seat: crate::domain::Seat::new("lab2"),
                before: None,
                after: None,
            };
            let (few, more) = (parse("event:suspended"), parse(&format!("event:suspended {words}")));
            prop_assert!(few.holds(&entry));
            prop_assert!(!more.holds(&entry) || few.holds(&entry));
            prop_assert_ne!(more.holds(&entry), parse(&format!("event:suspended !{words}")).holds(&entry));
        }
    }
}
