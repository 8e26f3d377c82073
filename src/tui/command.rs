//! Everything that can be done, in ONE table: dispatch, footer, help, palette and the README's key list
//! are all made from it.

use super::msg::{Key, KeyCode};

macro_rules! commands {
    ($($(#[$doc:meta])* $variant:ident;)*) => {
        /// Something that can be done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Command { $($(#[$doc])* $variant,)* }
    };
}

commands! {
    /// Show what can be done here.
    Help;
    /// Find a command by its name.
    Palette;
    /// Leave what is open.
    Back;
    /// Sign out.
    SignOut;
    /// Leave the program.
    Quit;
    /// Give the terminal back for a while.
    Suspend;
    /// The line above.
    Up;
    /// The line below.
    Down;
    /// A screenful up.
    PageUp;
    /// A screenful down.
    PageDown;
    /// The first line.
    First;
    /// The last line.
    Last;
    /// Open what is chosen.
    Open;
    /// The next field.
    NextField;
    /// The field before.
    PreviousField;
    /// The next field; on the last one, send the form.
    Enter;
    /// Propose a passphrase.
    Suggest;
    /// Show the password for a moment.
    Reveal;
    /// Another letter.
    Resend;
    /// Mend the address.
    FixAddress;
    /// The code has arrived.
    HaveCode;
    /// One's own account.
    Profile;
    /// Everybody's accounts.
    Admin;
    /// End the chosen session.
    RevokeSession;
    /// The next tab.
    NextTab;
    /// The tab before.
    PreviousTab;
    /// Search while typing.
    Search;
    /// Sort by the next column.
    Sort;
    /// Turn the order round.
    Reverse;
    /// Suspend or restore.
    ToggleSuspended;
    /// Send a reset letter.
    SendReset;
    /// Make an admin a user, or a user an admin.
    ChangeRole;
    /// Make a code to be told to somebody.
    ResetCode;
    /// Turn somebody's two-factor sign-in off.
    ClearSecondFactor;
    /// Forgive somebody's wrong guesses.
    ClearThrottle;
    /// End every session of an account.
    EndSessions;
    /// Delete the account.
    Delete;
    /// Make an account.
    Create;
    /// Take the last act back.
    Undo;
    /// Look again.
    Refresh;
    /// Try the letter again.
    RetryLetter;
    /// Open accounts that are closed, or wait to be let in.
    Restore;
    /// Write the letter again that somebody waits for.
    ResendLetter;
    /// Call an address proved.
    VerifyByHand;
    /// Say when an account is good.
    Dates;
    /// Note something about an account.
    Note;
    /// Throw an account away, or take it out of the trash.
    Trash;
    /// Take out of the trash.
    Untrash;
    /// Show what came of the last act on many.
    LastReport;
    /// Save that as a file.
    SaveReport;
    /// Show new rows of the audit as they are written.
    Follow;
    /// Take accounts over from a file.
    Import;
    /// Write what matches into a CSV file.
    ExportCsv;
    /// Write what matches into a file of JSON Lines.
    ExportJson;
    /// Hold every row of the audit against the chain.
    VerifyAudit;
    /// Mark the account, or take its mark away.
    Mark;
    /// Mark from the last mark to here.
    MarkRange;
    /// Mark all that match.
    MarkAll;
    /// Take every mark away.
    Unmark;
    /// Sort by username.
    SortUsername;
    /// Sort by display name.
    SortName;
    /// Sort by address.
    SortEmail;
    /// Sort by role.
    SortRole;
    /// Sort by state.
    SortState;
    /// Sort by the last sign-in.
    SortSeen;
    /// Sort by the day it was made.
    SortSince;
    /// Choose a saved search.
    SavedSearches;
    /// Save the search under a name.
    SaveSearch;
    /// Remove a saved search.
    RemoveSearch;
    /// Change the details of an account.
    Edit;
    /// The next account of the list.
    NextAccount;
    /// The account before it in the list.
    PreviousAccount;
    /// Let somebody in who waits.
    Approve;
    /// Turn somebody down who waits.
    TurnDown;
    /// Note something about somebody who waits.
    NotePending;
    /// The invitations.
    OpenInvites;
    /// Make an invitation.
    NewInvite;
    /// Take an invitation back.
    RevokeInvite;
    /// Take what was set back.
    Unset;
}

/// Where a command can be given. A screen names its places, the nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Wherever one is.
    Everywhere,
    /// Signed in.
    SignedIn,
    /// The first page.
    Welcome,
    /// A menu.
    Menu,
    /// A form.
    Form,
    /// A form that asks for a new password.
    NewPassword,
    /// A form with a secret in it.
    Secret,
    /// Waiting for a code.
    Code,
    /// Forgot password, before the letter.
    Recover,
    /// A list of rows.
    List,
    /// The list of one's sessions.
    Sessions,
    /// A tab of the admin's desk.
    Desk,
    /// The accounts.
    Accounts,
    /// The list of accounts, where some are picked out.
    Picking,
    /// The list of saved searches.
    Saved,
    /// The letters.
    Letters,
    /// The audit.
    Audit,
    /// A row of the audit.
    AuditEntry,
    /// The page of one account.
    Account,
    /// The details on that page.
    Details,
    /// Who waits for the staff.
    Approvals,
    /// The invitations.
    Invites,
    /// The rules of the house.
    Settings,
    /// A rule of the house that is being changed.
    Editing,
    /// The search field.
    Searching,
    /// A text to be read, with one way out.
    Reading,
    /// Help and palette.
    Choosing,
    /// A question with two buttons.
    Asking,
    /// Something that goes on, with one way out.
    Working,
    /// Something that is told, with one way out.
    Telling,
    /// The report of an act on many.
    Reported,
}

/// One row of the table.
pub struct CommandSpec {
    /// What.
    pub command: Command,
    /// By which keys. A key without modifiers that types a character does nothing while a field has focus.
    pub keys: &'static [Key],
    /// How the keys are shown.
    pub shown: &'static str,
    /// Its name in footer and palette: a verb.
    pub label: &'static str,
    /// What it does, in a few words.
    pub help: &'static str,
    /// Where.
    pub places: &'static [Place],
    /// Its rank in the footer, 1 the first to be shown; 0: not there.
    pub footer: u8,
}

const fn plain(code: KeyCode) -> Key {
    Key::plain(code)
}

macro_rules! table {
    ($([$command:ident, [$($key:expr),*], $shown:literal, $label:literal, $help:literal, [$($place:ident),*], $footer:literal])*) => {
        &[$(CommandSpec {
            command: Command::$command,
            keys: &[$($key),*],
            shown: $shown,
            label: $label,
            help: $help,
            places: &[$(Place::$place),*],
            footer: $footer,
        },)*]
    };
}

use KeyCode::{BackTab, Down, End, Enter, Esc, F, Home, PageDown, PageUp, Tab, Up};

/// ONE table. Of two rows with one key, the first whose place comes first wins.
#[rustfmt::skip]
pub const COMMANDS: &[CommandSpec] = table![
    // forms
    [NextField,     [plain(Tab), plain(Down)],         "Tab",    "next",     "go to the next field",                       [Form], 1]
    [PreviousField, [plain(BackTab), plain(Up)],       "⇧Tab",   "previous", "go to the field before",                     [Form], 0]
    [Enter,         [plain(Enter)],                    "Enter",  "next",     "go on; on the last field, send the form",    [Form], 1]
    [Suggest,       [Key::ctrl('g')],                  "Ctrl-G", "suggest",  "propose a passphrase and fill it in",        [NewPassword], 2]
    [Reveal,        [Key::ctrl('t')],                  "Ctrl-T", "show",     "show the password for three seconds",        [Secret], 4]
    [Resend,        [Key::ctrl('r')],                  "Ctrl-R", "resend",   "send another letter; the old code is void",  [Code], 2]
    [FixAddress,    [Key::ctrl('e')],                  "Ctrl-E", "fix the address", "send the letter to another address",  [Code], 2]
    [HaveCode,      [Key::ctrl('k')],                  "Ctrl-K", "I have a code", "type the code of a letter that has come", [Recover], 2]
    // menus and lists
    [Up,            [plain(Up), Key::char('k')],       "↑",      "up",       "go to the line above",                       [Menu, List, Reading, Choosing], 0]
    [Down,          [plain(Down), Key::char('j')],     "↑↓",     "choose",   "go to another line",                         [Menu], 1]
    [Down,          [plain(Down), Key::char('j')],     "↓",      "down",     "go to the line below",                       [List, Reading, Choosing], 0]
    [PageUp,        [plain(PageUp), Key::ctrl('b')],   "PgUp",   "page up",  "go a screenful up",                          [List, Reading, Choosing], 0]
    [PageDown,      [plain(PageDown), Key::ctrl('f')], "PgDn",   "page down", "go a screenful down",                       [List, Reading, Choosing], 0]
    [First,         [plain(Home), Key::char('g')],     "Home",   "first",    "go to the first line",                       [Menu, List], 0]
    [Last,          [plain(End), Key::char('G')],      "End",    "last",     "go to the last line",                        [Menu, List], 0]
    [Open,          [plain(Enter)],                    "Enter",  "open",     "open what is chosen",                        [Menu, List], 1]
    [Open,          [plain(Enter)],                    "Enter",  "do it",    "do what is chosen",                          [Choosing, Asking], 1]
    [Open,          [plain(Enter)],                    "Enter",  "close",    "close what was told",                        [Telling], 1]
    [NextField,     [plain(Tab), plain(KeyCode::Right), plain(KeyCode::Left), plain(BackTab)], "Tab", "other button", "go to the other button", [Asking], 1]
    // the admin's desk
    [Search,        [Key::char('/')],                  "/",      "search",   "search while you type",                      [Desk], 2]
    [Enter,         [plain(Enter), plain(Down)],       "Enter",  "to the list", "keep the search and go to the list",      [Searching], 1]
    [ToggleSuspended, [Key::char('s')],                "s",      "suspend",  "suspend the account, or restore it",         [Accounts], 3]
    [Restore,       [Key::char('S')],                  "S",      "restore",  "open again what is suspended or waits to be let in", [Accounts], 0]
    [Trash,         [Key::char('t')],                  "t",      "trash",    "throw the account away for a week, or take it out", [Accounts], 6]
    [Untrash,       [Key::char('b')],                  "b",      "take out", "take out of the trash",                      [Accounts], 0]
    [Dates,         [Key::char('d')],                  "d",      "dates",    "say from when and until when it is good",    [Accounts], 0]
    [Note,          [Key::char('N')],                  "N",      "note",     "note something for the staff",               [Accounts], 0]
    [VerifyByHand,  [Key::char('v')],                  "v",      "call proved", "call the address proved, by hand",        [Accounts], 0]
    [ResendLetter,  [Key::char('l')],                  "l",      "letter again", "send the letter again that its owner waits for", [Accounts], 0]
    [LastReport,    [Key::char('w')],                  "w",      "report",   "show what came of the last act on many",     [Accounts], 0]
    [SaveReport,    [Key::char('w')],                  "w",      "save",     "save the report as a file",                  [Reported], 2]
    [SendReset,     [Key::char('p')],                  "p",      "reset password", "send a letter to choose a new password", [Accounts], 6]
    [ChangeRole,    [Key::char('R')],                  "R",      "role",     "make it a user, a helper or an admin",       [Accounts], 6]
    [Delete,        [Key::char('D')],                  "D",      "delete",   "delete the account for good",                [Accounts], 6]
    [ResetCode,     [Key::char('c')],                  "c",      "code",     "make a code to tell somebody who gets no mail", [Accounts], 7]
    [ClearThrottle, [Key::char('f')],                  "f",      "forgive",  "forgive wrong guesses at the password",      [Accounts], 7]
    [EndSessions,   [Key::char('e')],                  "e",      "end sessions", "sign the account out everywhere",        [Accounts], 7]
    [ClearSecondFactor, [Key::char('T')],              "T",      "two-factor off", "turn off two-factor sign-in of somebody who lost the phone", [Accounts], 7]
    [Create,        [Key::char('n')],                  "n",      "new",      "make an account for somebody",               [Accounts], 5]
    [Undo,          [Key::char('u')],                  "u",      "undo",     "take the last act back, also on many",       [Accounts], 3]
    [Sort,          [Key::char('o')],                  "o",      "sort",     "sort by the next column",                    [Accounts], 7]
    [Reverse,       [Key::char('O')],                  "O",      "reverse",  "turn the order round",                       [Accounts], 6]
    [Mark,          [Key::char(' ')],                  "Space",  "mark",     "mark the account, or take its mark away",    [Picking, Approvals], 2]
    [MarkRange,     [Key::char('V')],                  "V",      "mark to here", "mark all from the last mark to here",    [Picking], 0]
    [MarkAll,       [Key::char('*')],                  "*",      "mark all", "mark all that match",                        [Picking], 0]
    [Unmark,        [Key::char('-')],                  "-",      "unmark all", "take every mark away",                     [Picking], 3]
    [SortUsername,  [Key::char('1')],                  "1",      "by username", "sort by username; once more turns the order round", [Picking], 0]
    [SortName,      [Key::char('2')],                  "2",      "by name",  "sort by display name",                       [Picking], 0]
    [SortEmail,     [Key::char('3')],                  "3",      "by email", "sort by address",                            [Picking], 0]
    [SortRole,      [Key::char('4')],                  "4",      "by role",  "sort by role",                               [Picking], 0]
    [SortState,     [Key::char('5')],                  "5",      "by state", "sort by state",                              [Picking], 0]
    [SortSeen,      [Key::char('6')],                  "6",      "by last sign-in", "sort by the last sign-in",            [Picking], 0]
    [SortSince,     [Key::char('7')],                  "7",      "by age",   "sort by the day the account was made",       [Picking], 0]
    [SavedSearches, [Key::char('\'')],                 "'",      "saved searches", "choose a saved search, or save this one", [Picking], 0]
    [SaveSearch,    [Key::ctrl('s')],                  "Ctrl-S", "save",     "save the search under the name you typed",   [Saved], 2]
    [RemoveSearch,  [plain(KeyCode::Delete)],          "Del",    "remove",   "remove the saved search",                    [Saved], 3]
    [Import,        [Key::char('i')],                  "i",      "import",   "take accounts over from a file",             [Picking], 0]
    [ExportCsv,     [Key::char('x')],                  "x",      "export",   "write the accounts that match into a CSV file", [Picking], 0]
    [ExportJson,    [Key::char('X')],                  "X",      "export as JSON", "write the accounts that match into a file of JSON Lines", [Picking], 0]
    // the page of one account
    [Edit,          [plain(Enter)],                    "Enter",  "edit",     "change username, display name or address",   [Details], 1]
    [NextTab,       [plain(Tab), plain(KeyCode::Right)], "Tab",  "next part", "go to the next part of the page",           [Account], 2]
    [PreviousTab,   [plain(BackTab), plain(KeyCode::Left)], "⇧Tab", "part before", "go to the part before",                [Account], 0]
    [NextAccount,   [Key::char(']')],                  "]",      "next account", "go to the next account of the list",     [Account], 2]
    [PreviousAccount, [Key::char('[')],                "[",      "account before", "go to the account before in the list", [Account], 0]
    [Back,          [plain(Esc)],                      "Esc",    "back",     "go back to where you opened the page",       [Account], 3]
    [RetryLetter,   [Key::char('r')],                  "r",      "retry",    "send a failed letter again",                 [Letters], 3]
    [Open,          [plain(Enter)],                    "Enter",  "the account", "look at the account that the entry is about", [AuditEntry], 1]
    [Follow,        [Key::char('F')],                  "F",      "follow",   "show new entries as they are written",       [Audit], 3]
    [VerifyAudit,   [Key::char('V')],                  "V",      "verify",   "hold every entry against the chain",         [Audit], 5]
    [ExportCsv,     [Key::char('x')],                  "x",      "export",   "write what matches into a CSV file",         [Audit], 4]
    [ExportJson,    [Key::char('X')],                  "X",      "export as JSON", "write what matches into a file of JSON Lines", [Audit], 0]
    [Approve,       [Key::char('a')],                  "a",      "let in",   "let in who waits; vouch where the address is not proved", [Approvals], 2]
    [TurnDown,      [Key::char('x')],                  "x",      "turn down", "turn down who waits, with a reason",        [Approvals], 3]
    [NotePending,   [Key::char('m')],                  "m",      "note",     "note something that the staff see",          [Approvals], 5]
    [OpenInvites,   [Key::char('i')],                  "i",      "invitations", "see the invitations, make one",           [Approvals], 3]
    [NewInvite,     [Key::char('n')],                  "n",      "new",      "make an invitation",                         [Invites], 2]
    [RevokeInvite,  [Key::char('x')],                  "x",      "take back", "take the invitation back",                  [Invites], 3]
    [Refresh,       [plain(F(5))],                     "F5",     "look again", "read the list anew",                       [Invites], 7]
    [Unset,         [Key::char('d'), plain(KeyCode::Delete)], "d", "unset",  "take back what was set here",                [Settings], 3]
    [Enter,         [plain(Enter)],                    "Enter",  "set",      "set it for every terminal",                  [Editing], 1]
    [RevokeSession, [Key::char('x'), plain(KeyCode::Delete)], "x", "end",    "end the chosen session",                     [Sessions], 2]
    [Refresh,       [plain(F(5))],                     "F5",     "look again", "read the list anew",                       [Desk, Sessions, Account], 7]
    [NextTab,       [plain(Tab)],                      "Tab",    "next tab", "go to the next tab",                         [Desk], 5]
    [PreviousTab,   [plain(BackTab)],                  "⇧Tab",   "tab before", "go to the tab before",                     [Desk], 0]
    [Profile,       [plain(F(2))],                     "F2",     "profile",  "look after your own account",                [Desk, Account], 7]
    [Admin,         [plain(F(3))],                     "F3",     "admin",    "look after everybody's accounts",            [SignedIn], 0]
    // everywhere
    [Back,          [plain(Esc)],                      "Esc",    "stop",     "stop what goes on",                          [Working], 1]
    [Back,          [plain(Esc)],                      "Esc",    "back",     "leave what is open",                         [Form, Editing, Code, List, Searching, Reading, Choosing, Asking, Telling, Menu], 8]
    [SignOut,       [Key::ctrl('x'), plain(F(10))],    "Ctrl-X", "sign out", "sign out and clear the screen",              [SignedIn], 4]
    [Help,          [Key::char('?'), plain(F(1))],     "?",      "help",     "show what can be done here",                 [Everywhere], 9]
    [Palette,       [Key::char(':'), Key::ctrl('p')],  ":",      "more",     "find a command by its name",                 [Everywhere], 0]
    [Quit,          [Key::ctrl('c'), Key::ctrl('q'), Key::char('q')], "q", "quit", "leave the program",                    [Welcome], 8]
    [Quit,          [Key::ctrl('c'), Key::ctrl('q')],  "Ctrl-C", "quit",     "sign out and leave the program",             [Everywhere], 0]
    [Suspend,       [Key::ctrl('z')],                  "Ctrl-Z", "suspend",  "give the terminal back until you type fg",   [Everywhere], 0]
];

/// Whether a command can be given now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Availability {
    /// Yes.
    Ready,
    /// Not now: the reason, as a sentence.
    Off(&'static str),
    /// It makes no sense here and is not shown.
    Hidden,
}

/// The rows for those places, the nearest place first, without a command named twice.
pub fn at(places: &[Place]) -> Vec<&'static CommandSpec> {
    let mut rows: Vec<&'static CommandSpec> = Vec::new();
    for place in places {
        for spec in COMMANDS.iter().filter(|spec| spec.places.contains(place)) {
            if !rows.iter().any(|row| row.command == spec.command) {
                rows.push(spec);
            }
        }
    }
    rows
}

/// What a key means at those places. While somebody types into a field, a key that types does nothing else.
pub fn bound(places: &[Place], key: Key, typing: Typing) -> Option<Command> {
    if typing == Typing::Text && key.typed().is_some() {
        return None;
    }
    at(places).into_iter().find(|spec| spec.keys.contains(&key)).map(|spec| spec.command)
}

/// Whether a field has focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typing {
    /// No: every key is a command.
    No,
    /// Yes: characters go into it.
    Text,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_things_in_one_place() {
        for (at, spec) in COMMANDS.iter().enumerate() {
            for other in COMMANDS.iter().skip(at + 1) {
                let shared_place = spec.places.iter().find(|place| other.places.contains(place));
                let shared_key = spec.keys.iter().any(|key| other.keys.contains(key));
                assert!(
                    shared_place.is_none() || !shared_key || spec.command == other.command,
                    "{:?} and {:?} share a key at {shared_place:?}",
                    spec.command,
                    other.command
                );
            }
        }
    }

    #[test]
    fn typing_reaches_the_field() {
        let places = [Place::Form, Place::Everywhere];
        assert_eq!(bound(&places, Key::char('?'), Typing::Text), None);
        assert_eq!(bound(&places, Key::char('?'), Typing::No), Some(Command::Help));
        assert_eq!(bound(&places, Key::plain(F(1)), Typing::Text), Some(Command::Help));
        assert_eq!(bound(&places, Key::plain(Enter), Typing::Text), Some(Command::Enter));
    }
}
