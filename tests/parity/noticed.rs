//! The comparison notices any one thing that differs.

use std::time::Duration;

use vestibule::auth::invites::NewInvite;
use vestibule::domain::{
    Account, DisplayName, InviteLabel, LetterQuery, Page, Role, StaffNote, Status, Timestamp, Validity,
};

use crate::home::Home;
use crate::picture;

/// 1 January 2032.
const DAY: Timestamp = Timestamp::from_millis(1_956_528_000_000);

/// Of one field of an account.
type Change = fn(&mut Account);

#[test]
fn one_thing_that_differs_is_noticed() {
    let home = Home::new();
    let mut before = picture::of(&home);
    assert_eq!(picture::of(&home), before, "the same house is always the same");
    let mut notices = |what: &str| {
        let now = picture::of(&home);
        assert_ne!(now, before, "{what} is not noticed");
        before = now;
    };
    let changes: [(&str, Change); 12] = [
        ("a username", |account| account.username = "dorothea".parse().unwrap()),
        ("an address", |account| account.email = "dd@example.org".parse().unwrap()),
        ("a name", |account| account.display_name = DisplayName::parse("D.").unwrap()),
        ("a role", |account| account.role = Role::Helper),
        ("a status", |account| account.status = Status::Suspended),
        ("a last day", |account| account.validity = Validity { from: None, until: Some(DAY) }),
        ("another last day", |account| account.validity.until = Some(DAY.plus(Duration::from_secs(86_400)))),
        ("a note", |account| account.note = StaffNote::parse("lent").unwrap()),
        ("the proof of an address", |account| account.verified_at = None),
        ("a password to be changed", |account| account.must_change = true),
        ("a short password", |account| account.password_short = true),
        ("the trash", |account| account.trashed_at = Some(account.updated_at)),
    ];
    let mut name = "dora";
    for (what, change) in changes {
        let mut account = home.account(name);
        change(&mut account);
        home.tx(|tx| tx.update_account(&account));
        name = if what == "a username" { "dorothea" } else { name };
        notices(what);
    }
    home.log_in("kurt");
    notices("a session, and its row in the audit");
    let (kurt, now) = (home.account("kurt").id, home.house.clock.now());
    home.tx(|tx| tx.revoke_sessions_of(kurt, None, now));
    notices("the end of a session");
    home.give_factor("kurt");
    notices("a second factor");
    home.lock("lena");
    notices("a lock");
    home.run(&["account", "reset-code", "lena"]);
    notices("a code");
    let operator = home.house.auth.operator();
    operator.act_on(&home.config.seat, &vestibule::auth::act::Act::SendReset, &[kurt]).unwrap();
    notices("a letter");
    home.post();
    notices("the state of a letter");
    let letter = LetterQuery { search: String::new(), account: Some(kurt), page: Page::First, limit: 1 };
    let path = home.tx(|tx| tx.letters(&letter)).rows.remove(0).provider_id.unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("kurt B.", "Kurt B.")).unwrap();
    notices("the text of a letter");
    home.sign_up("anne");
    notices("a registration");
    home.run(&["signup", "note", "anne", "--text", "lent"]);
    notices("a note on one");
    for (what, uses, days) in [("an invitation", 1, 1), ("another one", 2, 1), ("one for longer", 2, 2)] {
        let new = NewInvite { label: InviteLabel::default(), uses, good_for: Duration::from_secs(days * 86_400) };
        operator.make_invite(&home.config.seat, &new).unwrap();
        notices(what);
    }
    home.tx(|tx| tx.put_rule("site.name", "Elsewhere"));
    notices("a rule");
    let search = vestibule::domain::SavedSearch::parse("staff", "role:helper", now).unwrap();
    home.tx(|tx| tx.put_saved_search(&search));
    notices("a saved search");
    home.tx(|tx| tx.delete_account(kurt));
    notices("an account that is gone");
}
