//! What a letter says: the templates of `assets/letters`, filled in.

use std::collections::BTreeMap;
use std::time::Duration;

use minijinja::{Environment, UndefinedBehavior, Value};

use crate::domain::{
    EmailAddress, Letter, LetterArgs, LetterId, LetterKind, Secret, StaffNote, Then, Timestamp, TypedCode, text,
};

/// Longest subject, in characters. Mailjet takes 255.
const MAX_SUBJECT: usize = 200;
/// Longest name of a person or the site, in characters.
const MAX_NAME: usize = 64;

const LAYOUT_TEXT: &str = include_str!("../../assets/letters/layout.txt");
const LAYOUT_HTML: &str = include_str!("../../assets/letters/layout.html");
const CODE_TEXT: &str = include_str!("../../assets/letters/code.txt");
const CODE_HTML: &str = include_str!("../../assets/letters/code.html");

/// The three parts of a letter, as templates.
struct Template {
    /// The name of its files.
    name: &'static str,
    subject: &'static str,
    text: &'static str,
    html: &'static str,
}

macro_rules! template {
    ($name:literal) => {
        Template {
            name: $name,
            subject: include_str!(concat!("../../assets/letters/", $name, ".subject")),
            text: include_str!(concat!("../../assets/letters/", $name, ".txt")),
            html: include_str!(concat!("../../assets/letters/", $name, ".html")),
        }
    };
}

const fn template(kind: LetterKind) -> Template {
    match kind {
        LetterKind::VerifySignUp => template!("verify_sign_up"),
        LetterKind::AlreadyRegistered => template!("already_registered"),
        LetterKind::ResetPassword => template!("reset_password"),
        LetterKind::Activate => template!("activate"),
        LetterKind::ConfirmEmail => template!("confirm_email"),
        LetterKind::EmailChanged => template!("email_changed"),
        LetterKind::PasswordChanged => template!("password_changed"),
        LetterKind::TwoFactorOn => template!("two_factor_on"),
        LetterKind::TwoFactorOff => template!("two_factor_off"),
        LetterKind::GlassBroken => template!("glass_broken"),
        LetterKind::RecoveryCodeUsed => template!("recovery_code_used"),
        LetterKind::Test => template!("test"),
        LetterKind::LetIn => template!("let_in"),
        LetterKind::TurnedDown => template!("turned_down"),
        LetterKind::AccountDeleted => template!("account_deleted"),
    }
}

/// A letter ready for a transport.
#[derive(Debug)]
pub struct RenderedLetter {
    /// Which; also Mailjet's `CustomID`, and part of the file's name.
    pub id: LetterId,
    /// When it was written.
    pub created_at: Timestamp,
    /// To whom.
    pub to: EmailAddress,
    /// How that person is called: one clean line, perhaps empty.
    pub to_name: String,
    /// One clean line that holds no code.
    pub subject: String,
    /// The plain text, lines end in `\n`. Holds the code.
    pub text: Secret,
    /// The same in HTML. Holds the code.
    pub html: Secret,
}

/// Why a letter can't be written. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum LetterError {
    /// What it has to say was not put into it.
    #[error("This letter was put into the outbox without its {0}. Ask for a new one.")]
    Missing(&'static str),
    /// What it carries is damaged.
    #[error("What this letter carries is damaged: its {0} makes no sense. Ask for a new one.")]
    Damaged(&'static str),
    /// A template of ours is wrong.
    #[error("The template of this letter is wrong ({0}). That is a defect of this program.")]
    Template(String),
}

impl LetterError {
    fn template(name: &str, error: &minijinja::Error) -> Self {
        // Kind and line only: the detail may quote a value.
        Self::Template(format!("{name}: {} in line {}", error.kind(), error.line().unwrap_or_default()))
    }
}

/// Says what the site is called now.
pub type SiteName = Box<dyn Fn() -> String + Send + Sync>;

/// Writes letters for one site.
pub struct Letters {
    environment: Environment<'static>,
    site: SiteName,
    code_good: Duration,
    token_good: Duration,
}

impl Letters {
    /// `code_good` and `token_good` are how long a typed code and a link token are good: the policy's.
    pub fn new(site_name: &str, code_good: Duration, token_good: Duration) -> Self {
        let site_name = site_name.to_owned();
        Self::of(Box::new(move || site_name.clone()), code_good, token_good)
    }

    /// The same, for a site that is asked for its name at every letter.
    pub fn of(site: SiteName, code_good: Duration, token_good: Duration) -> Self {
        let mut environment = Environment::new();
        // A misspelled name in a template is an error and not an empty place in somebody's letter.
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        Self { environment, site, code_good, token_good }
    }

    /// Fills the letter's template in.
    ///
    /// # Errors
    /// [`LetterError::Missing`] and [`LetterError::Damaged`] if the arguments do not fit the kind.
    pub fn render(&self, letter: &Letter, args: &LetterArgs) -> Result<RenderedLetter, LetterError> {
        let template = template(letter.kind);
        let words = self.words(letter.kind, args)?;
        let wrong = |error| LetterError::template(template.name, &error);
        let subject = self.fill(Form::Text, template.subject, &self.said(&words)).map_err(wrong)?;
        let subject = text::clean_line(&subject, MAX_SUBJECT);
        let text = self.part(Form::Text, template.text, &words, &subject).map_err(wrong)?;
        let html = self.part(Form::Html, template.html, &words, &subject).map_err(wrong)?;
        Ok(RenderedLetter {
            id: letter.id,
            created_at: letter.created_at,
            to: letter.to.clone(),
            to_name: words.name,
            subject,
            text: Secret::new(text),
            html: Secret::new(html),
        })
    }

    fn words(&self, kind: LetterKind, args: &LetterArgs) -> Result<Words, LetterError> {
        let username = text::clean_line(&args.username, MAX_NAME);
        if username.is_empty() {
            return Err(LetterError::Missing("username"));
        }
        let other_address = match (&args.other_address, kind) {
            (Some(address), _) => text::clean_line(address, EmailAddress::MAX_CHARS),
            (None, LetterKind::EmailChanged) => return Err(LetterError::Missing("new address")),
            (None, _) => String::new(),
        };
        let proof = if carries_code(kind) { Some(self.proof(kind, args)?) } else { None };
        let name = text::clean_line(&args.name, MAX_NAME);
        Ok(Words {
            site: text::clean_line(&(self.site)(), MAX_NAME),
            name: if name.is_empty() || looks_like_link(&name) { username.clone() } else { name },
            username,
            seat: crate::domain::Seat::new(&args.seat).as_str().to_owned(),
            other_address,
            reason: text::clean_line(args.reason.as_deref().unwrap_or_default(), StaffNote::MAX_CHARS),
            staff_decide: args.then == Then::StaffDecide,
            proof,
        })
    }

    fn proof(&self, kind: LetterKind, args: &LetterArgs) -> Result<ProofWords, LetterError> {
        let code = args.code.as_ref().ok_or(LetterError::Missing("code"))?;
        let token = args.token.as_ref().ok_or(LetterError::Missing("token"))?;
        let code = TypedCode::parse(code.expose()).map_err(|_| LetterError::Damaged("code"))?.spelled();
        if token.is_empty() || !token.expose().chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)) {
            return Err(LetterError::Damaged("token"));
        }
        // Somebody who is given an account did not stand at a terminal waiting for the letter.
        let code_good = if kind == LetterKind::Activate { self.token_good } else { self.code_good };
        Ok(ProofWords { code, token: token.duplicate(), code_good: span(code_good), token_good: span(self.token_good) })
    }

    /// A whole part: the body inside the layout, and the code's block inside the body.
    fn part(&self, form: Form, body: &str, words: &Words, subject: &str) -> Result<String, minijinja::Error> {
        let mut said = self.said(words);
        if let Some(proof) = &words.proof {
            said.insert("code", proof.code.expose().into());
            said.insert("token", proof.token.expose().into());
            said.insert("code_good", proof.code_good.as_str().into());
            said.insert("token_good", proof.token_good.as_str().into());
            // A part that is rendered is escaped already.
            let block = self.fill(form, form.code_block(), &said)?;
            said.insert("code_block", Value::from_safe_string(block));
        }
        let body = self.fill(form, body, &said)?;
        said.insert("body", Value::from_safe_string(body));
        said.insert("subject", subject.into());
        let whole = self.fill(form, form.layout(), &said)?;
        Ok(format!("{}\n", whole.trim_end()))
    }

    fn said(&self, words: &Words) -> Said {
        Said::from([
            ("site", words.site.as_str().into()),
            ("name", words.name.as_str().into()),
            ("username", words.username.as_str().into()),
            ("seat", words.seat.as_str().into()),
            ("other_address", words.other_address.as_str().into()),
            ("reason", words.reason.as_str().into()),
            ("staff_decide", words.staff_decide.into()),
        ])
    }

    fn fill(&self, form: Form, source: &str, said: &Said) -> Result<String, minijinja::Error> {
        self.environment.render_named_str(form.template_name(), source, Value::from_pairs(said.clone()))
    }
}

/// What a template can name.
type Said = BTreeMap<&'static str, Value>;

/// What goes into the templates, clean.
struct Words {
    site: String,
    name: String,
    username: String,
    seat: String,
    other_address: String,
    reason: String,
    staff_decide: bool,
    proof: Option<ProofWords>,
}

struct ProofWords {
    code: Secret,
    token: Secret,
    code_good: String,
    token_good: String,
}

#[derive(Clone, Copy)]
enum Form {
    Text,
    Html,
}

impl Form {
    /// The ending decides whether minijinja escapes.
    fn template_name(self) -> &'static str {
        match self {
            Self::Text => "letter.txt",
            Self::Html => "letter.html",
        }
    }

    fn layout(self) -> &'static str {
        match self {
            Self::Text => LAYOUT_TEXT,
            Self::Html => LAYOUT_HTML,
        }
    }

    fn code_block(self) -> &'static str {
        match self {
            Self::Text => CODE_TEXT,
            Self::Html => CODE_HTML,
        }
    }
}

/// Whether a letter of that kind carries a code and a token.
fn carries_code(kind: LetterKind) -> bool {
    match kind {
        LetterKind::VerifySignUp | LetterKind::ResetPassword | LetterKind::Activate | LetterKind::ConfirmEmail => true,
        LetterKind::AlreadyRegistered
        | LetterKind::EmailChanged
        | LetterKind::PasswordChanged
        | LetterKind::Test
        | LetterKind::TwoFactorOn
        | LetterKind::TwoFactorOff
        | LetterKind::GlassBroken
        | LetterKind::RecoveryCodeUsed
        | LetterKind::LetIn
        | LetterKind::TurnedDown
        | LetterKind::AccountDeleted => false,
    }
}

/// Whether a mail program might make a link of the name. Anybody can sign up with a stranger's address and with
/// an advertisement for a name; such a name is not repeated in a letter from us.
fn looks_like_link(name: &str) -> bool {
    let host_like = |word: &str| {
        word.split('.').zip(word.split('.').skip(1)).any(|(before, after)| {
            before.ends_with(char::is_alphanumeric) && after.chars().take_while(|c| c.is_alphanumeric()).count() >= 2
        })
    };
    name.contains(['/', '@', ':']) || name.to_lowercase().contains("www.") || name.split(' ').any(host_like)
}

/// A span in whole hours or minutes: `15 minutes`, `24 hours`.
fn span(span: Duration) -> String {
    let minutes = span.as_secs() / 60;
    let (count, unit) =
        if minutes >= 60 && minutes.is_multiple_of(60) { (minutes / 60, "hour") } else { (minutes, "minute") };
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::OsEntropy;

    const TOKEN: &str = "eyJhbGciOiJFZERTQSJ9.eyJqdGkiOiIxIn0.c2ln";

    fn letters() -> Letters {
        Letters::new("Makerspace <North>", Duration::from_secs(15 * 60), Duration::from_secs(24 * 3600))
    }

    fn letter(kind: LetterKind) -> Letter {
        let now = Timestamp::from_millis(1_700_000_000_000);
        Letter {
            id: LetterId::new(now, &OsEntropy),
            kind,
            to: "mira@example.org".parse().unwrap(),
            account: None,
            sealed_args: Vec::new(),
            created_at: now,
            send_after: now,
            expires_at: None,
            tries: 1,
        }
    }

    fn args() -> LetterArgs {
        LetterArgs {
            name: "Mira & K.".to_owned(),
            username: "mira".to_owned(),
            seat: "front-desk".to_owned(),
            other_address: Some("new@example.net".to_owned()),
            reason: None,
            then: crate::domain::Then::Done,
            code: Some(Secret::from("BCDF-GHJK")),
            token: Some(Secret::from(TOKEN)),
        }
    }

    fn render(kind: LetterKind, args: &LetterArgs) -> RenderedLetter {
        letters().render(&letter(kind), args).unwrap()
    }

    #[test]
    fn a_refusal_has_its_reason_escaped_and_a_code_says_what_comes_after_it() {
        let refused = |reason: Option<&str>| {
            let args = LetterArgs { reason: reason.map(str::to_owned), ..args() };
            render(LetterKind::TurnedDown, &args)
        };
        let letter = refused(Some("Full <b>now</b>"));
        assert!(letter.text.expose().contains("    Full <b>now</b>\n"));
        assert!(letter.html.expose().contains("Full &lt;b&gt;now&lt;"));
        assert!(!refused(None).text.expose().contains("They write"));
        let waits = LetterArgs { then: Then::StaffDecide, ..args() };
        for (args, says) in [(args(), "and the account is yours"), (waits, "then have to let you in")] {
            let letter = render(LetterKind::VerifySignUp, &args);
            assert!(letter.text.expose().contains(says) && letter.html.expose().contains(says), "{says}");
        }
    }

    #[test]
    fn every_kind_has_its_letter() {
        for kind in LetterKind::ALL.iter().copied() {
            assert_eq!(template(kind).name, kind.as_str());
            let letter = render(kind, &args());
            let (text, html) = (letter.text.expose(), letter.html.expose());
            assert!(text.starts_with("Hello Mira & K.,\n\n"), "{text}");
            assert!(html.contains("<p>Hello Mira &amp; K.,</p>"), "{html}");
            assert!(letter.subject.contains("Makerspace <North>"), "{}", letter.subject);
            for part in [text, html] {
                assert!(part.contains("mira") && part.contains("front-desk"), "{kind:?} does not say who or where");
                assert!(!part.contains("{{") && !part.contains("http") && !part.contains("href"), "{part}");
            }
            assert!(!html.contains("<North>"), "what people typed is escaped: {html}");
            assert!(text.lines().chain(html.lines()).all(|line| line.len() <= 998), "RFC 5322 §2.1.1");
        }
    }

    #[test]
    fn a_code_stands_alone_on_its_line_and_never_in_the_subject() {
        for kind in LetterKind::ALL.iter().copied() {
            let letter = render(kind, &args());
            let text = letter.text.expose();
            let alone = |what: &str| text.lines().filter(|line| line.trim() == what).count();
            let wanted = usize::from(carries_code(kind));
            assert_eq!((alone("BCDF-GHJK"), alone(TOKEN)), (wanted, wanted), "{kind:?}\n{text}");
            assert_eq!(letter.html.expose().matches("BCDF-GHJK").count(), wanted);
            assert!(!letter.subject.contains("BCDF") && !format!("{letter:?}").contains("BCDF"));
        }
    }

    #[test]
    fn a_letter_says_how_long_its_code_is_good() {
        let good = |kind| render(kind, &args()).text.expose().to_owned();
        for kind in [LetterKind::VerifySignUp, LetterKind::ResetPassword, LetterKind::ConfirmEmail] {
            assert!(good(kind).contains("good for 15 minutes") && good(kind).contains("good for 24 hours"));
        }
        assert_eq!(good(LetterKind::Activate).matches("good for 24 hours").count(), 2);
        assert_eq!(
            (span(Duration::from_secs(3600)), span(Duration::from_secs(60))),
            ("1 hour".into(), "1 minute".into())
        );
    }

    #[test]
    fn nothing_typed_reaches_a_header_or_becomes_markup() {
        let mut args = args();
        args.name = "Mira\r\nBcc: eve@example.net".to_owned();
        args.seat = "desk\r\n\r\n<script>".to_owned();
        args.username = "<b>mira</b>\u{202e}".to_owned();
        for kind in LetterKind::ALL.iter().copied() {
            let letter = render(kind, &args);
            assert!(!letter.to_name.contains(['\r', '\n']) && !letter.subject.contains(['\r', '\n']));
            assert!(!letter.text.expose().contains(['\r', '\u{202e}']));
            assert!(!letter.html.expose().contains("<script>") && !letter.html.expose().contains("<b>mira"));
        }
        let letters = Letters::new("Desk\r\nBcc: eve@example.net", Duration::from_secs(60), Duration::from_secs(60));
        let subject = letters.render(&letter(LetterKind::Activate), &args).unwrap().subject;
        assert!(!subject.contains(['\r', '\n']), "{subject}");
    }

    #[test]
    fn a_name_that_is_an_advertisement_is_not_repeated() {
        for (name, is_link) in [
            ("Mira K.", false),
            ("J.R. Tolkien", false),
            ("Zoë", false),
            ("win at evil.example", true),
            ("https://evil", true),
            ("WWW.x", true),
            ("eve@example.net", true),
        ] {
            assert_eq!(looks_like_link(name), is_link, "{name}");
        }
        let mut args = args();
        args.name = "free money at evil.example".to_owned();
        let letter = render(LetterKind::VerifySignUp, &args);
        assert!(letter.text.expose().starts_with("Hello mira,"));
        assert_eq!(letter.to_name, "mira");
    }

    #[test]
    fn what_does_not_fit_the_kind_is_an_error_in_words() {
        type Spoil = fn(&mut LetterArgs);
        let cases: [(LetterKind, Spoil, &str); 6] = [
            (LetterKind::VerifySignUp, |args| args.code = None, "without its code"),
            (LetterKind::VerifySignUp, |args| args.code = Some("AAAA".into()), "its code makes no sense"),
            (LetterKind::ResetPassword, |args| args.token = None, "without its token"),
            (LetterKind::ResetPassword, |args| args.token = Some("a\nb".into()), "its token makes no sense"),
            (LetterKind::EmailChanged, |args| args.other_address = None, "without its new address"),
            (LetterKind::Activate, |args| args.username = String::new(), "without its username"),
        ];
        for (kind, spoil, words) in cases {
            let mut args = args();
            spoil(&mut args);
            let error = letters().render(&letter(kind), &args).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }
}
