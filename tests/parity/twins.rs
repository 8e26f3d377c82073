//! Which command does what a key of the admin place does.

use std::collections::BTreeSet;

use clap::Parser;
use vestibule::cli::Cli;
use vestibule::tui::command::{COMMANDS, Command, Place};
use vestibule::tui::effect::Call;

/// What stands beside a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Twin {
    /// These command lines; `|` is between them.
    Line(&'static str),
    /// None, and why none is needed.
    None(&'static str),
    /// It can't be given in the admin place.
    Elsewhere,
}

use Twin::{Elsewhere, Line};

const GOING: Twin =
    Twin::None("moves the cursor, or between fields, buttons, tabs and pages; changes and tells nothing");
const SCREEN: Twin = Twin::None("is about the screen itself, or one's own session");

/// The twin of every command. A new one has to be put here: there is no other arm.
pub fn twin(command: Command) -> Twin {
    match command {
        Command::Help => Line("--help"),
        Command::Palette | Command::Suspend | Command::Quit | Command::Back => SCREEN,
        Command::SignOut => SCREEN,
        Command::Profile => Twin::None("leads to one's own account; `account` and `session` do it for any"),
        Command::Admin => SCREEN,
        Command::Up | Command::Down | Command::PageUp | Command::PageDown | Command::First | Command::Last => GOING,
        Command::NextField | Command::PreviousField | Command::NextTab | Command::PreviousTab => GOING,
        Command::NextAccount | Command::PreviousAccount => GOING,
        Command::Enter => Twin::None("sends what was typed; the command that opened the form has the twin"),
        Command::Reveal => Twin::None("shows a password that is being typed; no command takes one from its arguments"),
        Command::Open => Line("account show olga | desk | audit list --account olga"),
        Command::Refresh => Line("account list | audit list | mail list | signup list | settings list | desk"),
        Command::RevokeSession => Line("session end --id 01890a5d-ac96-774b-bcce-b302099a8057"),
        Command::Search => Line(
            "account list --search mir | audit list --search actor:ada | mail list --search failed | signup list --search zoe",
        ),
        Command::Sort | Command::SortSince => Line("account list --sort created"),
        Command::SortUsername => Line("account list --sort username"),
        Command::SortName => Line("account list --sort display-name"),
        Command::SortEmail => Line("account list --sort email"),
        Command::SortRole => Line("account list --sort role"),
        Command::SortState => Line("account list --sort status"),
        Command::SortSeen => Line("account list --sort last-login"),
        Command::Reverse => Line("account list --sort username --desc"),
        Command::ToggleSuspended => Line("account suspend olga | account restore olga"),
        Command::Restore => Line("account restore olga"),
        Command::SendReset => Line("account reset olga"),
        Command::ChangeRole => Line("account role helper olga"),
        Command::ResetCode => Line("account reset-code olga"),
        Command::ClearSecondFactor => Line("account two-factor-off olga"),
        Command::ClearThrottle => Line("account unlock olga"),
        Command::EndSessions => Line("session end olga"),
        Command::Delete => Line("account delete olga --yes"),
        Command::Create => Line("account create --username olga --email olga@example.org --dry-run"),
        Command::Edit => {
            Line("account edit olga --username olga_b --display-name Olga --email ob@example.org --verified")
        }
        Command::Undo => Line("account undo -"),
        Command::RetryLetter => Line("mail retry 01890a5d-ac96-774b-bcce-b302099a8057"),
        Command::ResendLetter => Line("account resend olga"),
        Command::VerifyByHand => Line("account verify olga"),
        Command::Dates => Line("account validity olga --from 2027-01-01 --until none"),
        Command::Note => Line("account note olga --text lent"),
        Command::Trash => Line("account trash olga | account untrash olga"),
        Command::Untrash => Line("account untrash olga"),
        Command::LastReport | Command::SaveReport => Line("account suspend --search lab --yes --json"),
        Command::Follow => Line("audit list --follow"),
        Command::Import => Line("import people.csv --map username=login --allow-admins --rejects left.csv --dry-run"),
        // In the order in which the accounts were made, here and there, whatever the list is sorted by.
        Command::ExportCsv => Line("export people.csv --search lab | audit export --format csv audit.csv"),
        Command::ExportJson => Line("export people.jsonl --search lab | audit export --format jsonl audit.jsonl"),
        Command::VerifyAudit => Line("audit verify"),
        Command::Mark | Command::MarkRange | Command::Unmark => Line("account suspend mira olga | account suspend -"),
        Command::MarkAll => Line("account suspend --search lab"),
        Command::SavedSearches => Line("search list | account list --saved lab"),
        Command::SaveSearch => Line("search save lab seat:lab"),
        Command::RemoveSearch => Line("search remove lab"),
        Command::Approve => Line("signup approve mira"),
        Command::TurnDown => Line("signup refuse mira --reason full --no-letter"),
        Command::NotePending => Line("signup note mira --text lent"),
        Command::OpenInvites => Line("invite list"),
        Command::NewInvite => Line("invite create --uses 3 --for 7d --label lab"),
        Command::RevokeInvite => Line("invite revoke 01890a5d-ac96-774b-bcce-b302099a8057"),
        Command::Unset => Line("settings unset sign_up.mode"),
        Command::Suggest | Command::Resend | Command::FixAddress | Command::HaveCode => Elsewhere,
    }
}

/// Whether the admin place, with what lies over it, has that place.
fn is_admin(place: Place) -> bool {
    match place {
        Place::Everywhere
        | Place::SignedIn
        | Place::Menu
        | Place::Form
        | Place::Secret
        | Place::List
        | Place::Sessions
        | Place::Desk
        | Place::Accounts
        | Place::Picking
        | Place::Saved
        | Place::Letters
        | Place::Audit
        | Place::AuditEntry
        | Place::Account
        | Place::Details
        | Place::Approvals
        | Place::Invites
        | Place::Settings
        | Place::Editing
        | Place::Searching
        | Place::Reading
        | Place::Choosing
        | Place::Asking
        | Place::Working
        | Place::Telling
        | Place::Reported => true,
        Place::Welcome | Place::NewPassword | Place::Code | Place::Recover => false,
    }
}

macro_rules! calls {
    (changing: $($changing:ident)*; others: $($other:ident)*;) => {
        /// The calls of the admin place that change something.
        pub const CHANGING: &[&str] = &[$(stringify!($changing)),*];

        /// The name of a call that changes something. A new call has to be put here: there is no other arm.
        pub fn changes(call: &Call) -> Option<&'static str> {
            match call {
                $(Call::$changing { .. } => Some(stringify!($changing)),)*
                $(Call::$other { .. } => None,)*
            }
        }
    };
}

calls! {
    changing:
        CreateAccount ResetCode ClearSecondFactor ClearThrottle EndSessions EditAccount EndSession Act UndoActs SaveReport
        ExportAudit Import Export RetryLetter SaveSearch RemoveSearch Decide NotePending MakeInvite RevokeInvite SetSetting
        UnsetSetting;
    others:
        // Asked for at the first page, and of one's own account.
        Doors SetUp SignUp Verify Resend FixAddress MailStage LogIn LogInSecond StepUp LogOut RequestReset FinishReset
        Strength Suggest Me ChangeDetails ChangePassword RequestEmail ConfirmEmail Sessions RevokeSession Activity DeleteMe
        BeginSecondFactor ConfirmSecondFactor RenewRecoveryCodes RemoveSecondFactor
        // These only read, or take back what they left themselves.
        Accounts CountAccounts Matching LoadDirectory Account AccountPage History Preview Desk Audit AuditEntry VerifyAudit
        DropReport Letters SavedSearches Pending Invites Settings;
}

#[test]
fn every_key_of_the_admin_place_has_a_command_that_is_understood() {
    let given: Vec<Command> = COMMANDS
        .iter()
        .filter(|spec| spec.places.iter().any(|place| is_admin(*place)))
        .map(|spec| spec.command)
        .collect();
    for spec in COMMANDS {
        let twin = twin(spec.command);
        assert_eq!(given.contains(&spec.command), twin != Elsewhere, "{:?}: {twin:?}", spec.command);
        let Line(lines) = twin else { continue };
        for line in lines.split(" | ") {
            let words = line.split_whitespace();
            if let Err(error) = Cli::try_parse_from(["vestibule"].into_iter().chain(words)) {
                assert_eq!(error.exit_code(), 0, "{:?}: {line}: {error}", spec.command);
            }
        }
    }
}

#[test]
fn a_line_that_is_not_understood_is_noticed() {
    assert!(Cli::try_parse_from(["vestibule", "account", "forgive", "olga"]).is_err());
}

/// The commands whose twin changes something, so that a walk has to do both.
pub fn to_be_walked() -> BTreeSet<String> {
    let reads = |line: &str| {
        let first: Vec<&str> = line.split_whitespace().take(2).collect();
        matches!(first.as_slice(), ["--help" | "desk", ..] | [_, "list" | "show" | "verify"]) && first[0] != "account"
            || matches!(first.as_slice(), ["account", "list" | "show"])
    };
    let changes = |command: Command| matches!(twin(command), Line(lines) if !lines.split(" | ").all(reads));
    COMMANDS.iter().filter(|spec| changes(spec.command)).map(|spec| format!("{:?}", spec.command)).collect()
}
