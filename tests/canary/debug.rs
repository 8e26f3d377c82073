//! No type that carries a secret tells it in its `Debug`. A new type that carries one gets a line here.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::time::Instant;

use vestibule::auth::challenge::{Identifier, Proof, Target};
use vestibule::auth::factor::{Enrolled, Enrolment};
use vestibule::auth::login::{Credentials, LogIn, Me, SignedIn};
use vestibule::auth::policy::PasswordContext;
use vestibule::auth::rescue::ResetCode;
use vestibule::auth::session::{Renewed, StepUp};
use vestibule::auth::setup::SetUp;
use vestibule::auth::signup::{Doors, SignUp};
use vestibule::config::{Config, Environment, Flags};
use vestibule::domain::{
    AccountId, Carrier, ChallengeId, CodeMac, DisplayName, LetterArgs, LetterId, LinkToken, PasswordHash, RecoveryCode,
    Role, Seat, SecondFactor, Secret, SecretInput, SessionToken, SignUpMode, Ticket, Timestamp, TypedCode, Veiled,
};
use vestibule::mail::{MailjetAccess, Patience};
use vestibule::tui::effect::{Call, Effect, Reply, ReqId};
use vestibule::tui::msg::{Input, Key, Msg, Now};
use vestibule::tui::runtime::exec::CoreEvent;
use vestibule::tui::{Model, Surroundings, start, update};
use vestibule::vault::{MasterKey, OsEntropy};

/// Of the letters that a code may have, so that one text can be planted as anything.
const CANARY: &str = "WZKXQJVB";
const ID: ReqId = ReqId { epoch: 1, seq: 2 };

fn secret() -> Secret {
    CANARY.into()
}

fn token() -> SessionToken {
    SessionToken::new(secret())
}

fn link() -> LinkToken {
    LinkToken::new(&format!("{CANARY}.{CANARY}.{CANARY}"))
}

fn code() -> Proof {
    Proof::Code(TypedCode::parse(CANARY).unwrap())
}

fn factor() -> SecondFactor {
    SecondFactor::parse(&format!("{CANARY}{CANARY}")).unwrap()
}

fn signed_in() -> SignedIn {
    let me = Me {
        id: AccountId::from_bytes([7; 16]),
        username: "ada".into(),
        display_name: String::new(),
        email: "ada@example.org".into(),
        verified_at: None,
        role: Role::User,
        created_at: Timestamp::from_millis(0),
        last_login_at: None,
        pending_email: None,
        second_factor_since: None,
        recovery_codes_left: 0,
        owes: None,
    };
    SignedIn { token: token(), proved_until: Timestamp::from_millis(0), me }
}

fn typed() -> SecretInput {
    let mut input = SecretInput::new();
    input.paste(CANARY);
    input
}

fn configuration() -> (Environment, Config) {
    let variables = [
        ("VESTIBULE_MASTER_KEY", CANARY),
        ("API_KEY", CANARY),
        ("API_SECRET", CANARY),
        ("SENDER_EMAIL", "desk@example.org"),
        ("VESTIBULE_DATA_DIR", "/nowhere"),
    ];
    let variables: BTreeMap<_, _> =
        variables.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    let environment = Environment { variables, home: None, working_dir: "/".into() };
    let config = Config::load(&environment, &Flags::default()).unwrap();
    assert_eq!(config.master_key().unwrap().expose(), CANARY);
    (environment, config)
}

/// The screen of somebody who has begun to sign up, with the secret in every field for one.
fn model_while_typing() -> Model {
    let around = Surroundings {
        site_name: "Vestibule".to_owned(),
        seat: Seat::new("desk"),
        carrier: Carrier::File,
        mail_dir: "mail".to_owned(),
        reports_dir: "reports".to_owned(),
        notice: None,
        reduced_motion: true,
        size: (80, 24),
    };
    let now = Now { wall: Timestamp::from_millis(0), mono: Instant::now() };
    let mut model = Model::new(around, now);
    let doors = || Doors { needs_set_up: true, sign_up: SignUpMode::Open, site_name: "Vestibule".to_owned() };
    for effect in start(&mut model, now) {
        if let Effect::Call(id, Call::Doors) = effect {
            update(&mut model, Msg::Reply(id, Reply::Doors(Ok(doors()))), now);
        }
    }
    let mut pasted = 0;
    for _ in 0..8 {
        if model.screen.state().on_secret() {
            update(&mut model, Msg::Input(Input::Paste(secret())), now);
            pasted += 1;
        }
        update(&mut model, Msg::Input(Input::Key(Key::char('\t'))), now);
        update(&mut model, Msg::Input(Input::Key(Key::plain(vestibule::tui::msg::KeyCode::Tab))), now);
    }
    assert!(pasted >= 2, "no field for a password was reached");
    model
}

#[test]
fn no_debug_tells_a_secret() {
    let (environment, config) = configuration();
    let challenge = ChallengeId::from_bytes([7; 16]);
    let password = |secret| SignUp {
        username: "ada".parse().unwrap(),
        email: "ada@example.org".parse().unwrap(),
        display_name: DisplayName::default(),
        password: secret,
        invite: None,
    };
    let set_up = SetUp {
        username: "ada".parse().unwrap(),
        email: "ada@example.org".parse().unwrap(),
        display_name: DisplayName::default(),
        password: secret(),
    };
    let credentials = Credentials { who: Identifier::Nobody, password: secret() };
    let letter = LetterArgs {
        name: String::new(),
        username: "ada".to_owned(),
        seat: String::new(),
        other_address: None,
        reason: None,
        then: vestibule::domain::Then::Done,
        code: Some(secret()),
        token: Some(secret()),
    };
    let veiled = || Veiled::new(&secret(), &OsEntropy);
    let mailjet = MailjetAccess {
        api_key: veiled(),
        api_secret: veiled(),
        base_url: String::new(),
        sender: "desk@example.org".parse().unwrap(),
        sender_name: String::new(),
        patience: Patience::default(),
    };
    let digest: [u8; 32] = std::array::from_fn(|at| CANARY.as_bytes()[at % CANARY.len()]);
    let master = MasterKey::parse(&Secret::new(base64(&digest))).unwrap();
    let things: Vec<(&str, Box<dyn Debug>)> = vec![
        ("Secret", Box::new(secret())),
        ("SecretInput", Box::new(typed())),
        ("Veiled", Box::new(veiled())),
        ("TypedCode", Box::new(code())),
        ("LinkToken", Box::new(Proof::Token(link()))),
        ("SessionToken", Box::new(token())),
        ("PasswordHash", Box::new(PasswordHash::new(CANARY.to_owned()))),
        ("CodeMac", Box::new(CodeMac::new(digest))),
        ("MasterKey", Box::new(master)),
        ("LetterArgs", Box::new(letter)),
        ("MailjetAccess", Box::new(mailjet)),
        ("Environment", Box::new(environment)),
        ("Config", Box::new(config)),
        ("Model", Box::new(model_while_typing())),
        ("Input of a key", Box::new(Input::Key(Key::char('W')))),
        ("Input of a paste", Box::new(Msg::Input(Input::Paste(secret())))),
        ("SignedIn", Box::new(Msg::Reply(ID, Reply::LogIn(Ok(LogIn::In(signed_in())))))),
        ("CoreEvent", Box::new(CoreEvent::<()>::Reply(ID, Reply::Suggest(secret())))),
        ("Call::SetUp", Box::new(Effect::Call(ID, Call::SetUp(set_up)))),
        ("Call::SignUp", Box::new(Call::SignUp(password(secret())))),
        ("Call::LogIn", Box::new(Call::LogIn(credentials))),
        ("Call::LogOut", Box::new(Call::LogOut(token()))),
        ("Call::Strength", Box::new(Call::Strength(secret(), PasswordContext::default()))),
        ("Call::ConfirmEmail", Box::new(Call::ConfirmEmail(token(), code()))),
        (
            "Call::FinishReset",
            Box::new(Call::FinishReset {
                target: Target::Flow(challenge),
                proof: code(),
                password: secret(),
                factor: Some(factor()),
            }),
        ),
        ("Call::LogInSecond", Box::new(Call::LogInSecond(Ticket::new(secret()), factor()))),
        ("Call::StepUp", Box::new(Call::StepUp(token(), StepUp { password: secret(), factor: Some(factor()) }))),
        ("RecoveryCode", Box::new(RecoveryCode::parse(&format!("{CANARY}{CANARY}")).unwrap())),
        ("Enrolment", Box::new(Enrolment { secret: secret(), uri: secret() })),
        ("Enrolled", Box::new(Enrolled { me: signed_in().me, recovery_codes: vec![secret()] })),
        ("Renewed", Box::new(Renewed { token: token(), proved_until: Timestamp::from_millis(0) })),
        ("ResetCode", Box::new(ResetCode { code: secret(), expires_at: Timestamp::from_millis(0) })),
        ("Call::ChangePassword", Box::new(Call::ChangePassword { token: token(), old: secret(), new: secret() })),
        ("Call::RetryLetter", Box::new(Call::RetryLetter(token(), LetterId::from_bytes([7; 16])))),
    ];
    let as_numbers = format!("{:?}", CANARY.as_bytes()).trim_matches(['[', ']']).to_owned();
    for (name, thing) in things {
        for told in [format!("{thing:?}"), format!("{thing:#?}")] {
            let squeezed: String = told.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(!told.contains(CANARY) && !squeezed.contains(&as_numbers), "{name} tells its secret: {told}");
            assert!(name != "Input of a key" || !told.contains('W'), "a key is told: {told}");
        }
    }
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
