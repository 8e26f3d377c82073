//! The role `helper`: the desk's daily work, and hands off the staff.

use vestibule::auth::CallError;
use vestibule::auth::act::{Act, ActRefusal, Outcome};
use vestibule::auth::admin::{CreateError, NewAccount};
use vestibule::auth::challenge::{Identifier, Proof, Target};
use vestibule::auth::edit::{Edit, EditError};
use vestibule::auth::factor::Enrolment;
use vestibule::auth::login::{LogIn, Owed};
use vestibule::auth::policy::{Policy, RequiredFor};
use vestibule::domain::{
    AccountQuery, AuditEvent, AuditQuery, DisplayName, LetterKind, LetterQuery, Role, Search, StaffNote, Standing,
    TypedCode, Validity,
};

use crate::house::{HOUR, House, OTHER_PASSWORD, address};

fn new(username: &str, role: Role) -> NewAccount {
    NewAccount {
        username: username.parse().unwrap(),
        email: address(username).parse().unwrap(),
        display_name: DisplayName::default(),
        role,
    }
}

#[test]
fn a_day_at_the_desk() {
    let house = House::new();
    let admin = house.admin();
    let helper = house.employ(&admin, "hedy");
    let (auth, seat) = (&house.auth, &house.seat);
    let act = |act: Act, id| auth.act_on(seat, &helper, &act, &[id]).unwrap()[0].outcome;
    let mira = house.member("mira");

    // Somebody is looked for, at the counter.
    let query =
        AccountQuery { search: Search::parse("mir", house.now()).unwrap(), limit: 10, ..AccountQuery::default() };
    assert_eq!(auth.accounts(&helper, &query).unwrap().rows.len(), 1);
    assert_eq!(auth.account(&helper, mira.id).unwrap().account.username, "mira");

    // A newcomer without a phone gets an account, mistypes the address, and shows a card.
    let olga = auth.create_account(seat, &helper, new("olga", Role::User)).unwrap();
    let edit = Edit { email: Some("olga.k@example.org".parse().unwrap()), ..Edit::default() };
    let olga = auth.edit_account(seat, &helper, olga.id, olga.version, &edit).unwrap();
    house.post();
    assert_eq!(act(Act::Resend, olga.id), Ok(Outcome::Done));
    house.letter(LetterKind::Activate, "olga.k@example.org");
    assert_eq!(act(Act::Verify, olga.id), Ok(Outcome::Done));
    let june = Validity { from: None, until: Some(house.now().plus(HOUR)) };
    assert_eq!(act(Act::SetValidity(june), olga.id), Ok(Outcome::Done));
    assert_eq!(act(Act::SetNote(StaffNote::parse("card 12").unwrap()), olga.id), Ok(Outcome::Done));

    // Somebody forgot the password, and has no mail here.
    let code = auth.reset_code(seat, &helper, mira.id).unwrap();
    let proof = Proof::Code(TypedCode::parse(code.code.expose()).unwrap());
    let target = Target::Who(Identifier::parse("mira"));
    auth.finish_reset(seat, &target, &proof, OTHER_PASSWORD.into(), None).unwrap();
    let Ok(LogIn::In(signed_in)) = house.try_password("mira", OTHER_PASSWORD) else { panic!("not let in") };
    auth.clear_throttle(seat, &helper, mira.id).unwrap();
    assert_eq!(auth.end_sessions(seat, &helper, mira.id).unwrap(), 1);
    assert!(!house.is_signed_in(&signed_in.token));
    house.post();
    assert_eq!(act(Act::SendReset, mira.id), Ok(Outcome::Done));
    house.letter(LetterKind::ResetPassword, "mira@example.org");

    // Somebody misbehaves, is sorry, and leaves for good.
    for what in [Act::Suspend, Act::Restore, Act::Trash, Act::Untrash, Act::Trash] {
        assert_eq!(act(what.clone(), mira.id), Ok(Outcome::Done), "{what:?}");
    }
    assert_eq!(house.account("mira").standing(house.now()), Standing::Trashed);
    assert!(auth.letters(&helper, &LetterQuery { limit: 1, ..LetterQuery::default() }).is_ok());

    let by_hedy = house.trail().into_iter().filter(|row| row.actor.name == "hedy").count();
    assert!(by_hedy > 10, "all of it stands in the audit");
}

#[test]
fn what_an_admin_keeps_to_themselves() {
    let house = House::new();
    let admin = house.admin();
    let helper = house.employ(&admin, "hedy");
    let (auth, seat) = (&house.auth, &house.seat);
    let mira = house.member("mira");
    let forbidden = [
        auth.act_on(seat, &helper, &Act::Delete, &[mira.id]).err(),
        auth.act_on(seat, &helper, &Act::SetRole(Role::Helper), &[mira.id]).err(),
        auth.clear_second_factor(seat, &helper, mira.id).err(),
        auth.audit(&helper, &AuditQuery { limit: 1, ..AuditQuery::default() }).err(),
    ];
    for error in forbidden {
        assert!(matches!(error, Some(CallError::Forbidden)), "{error:?}");
    }
    for role in [Role::Helper, Role::Admin] {
        let made = auth.create_account(seat, &helper, new("made", role));
        assert!(matches!(made, Err(CreateError::Call(CallError::Forbidden))), "{role}");
        let row = house.last_event();
        assert_eq!((row.event, row.after.as_deref()), (AuditEvent::Refused, Some("CreateAdmin")));
    }
    assert_eq!(house.account("mira"), mira);
}

#[test]
fn no_call_of_a_helper_reaches_staff_and_each_try_is_noted() {
    let house = House::new();
    let admin = house.admin();
    let helper = house.employ(&admin, "hedy");
    house.promote(&admin, "nils");
    house.employ(&admin, "ivan");
    house.post();
    let (auth, seat) = (&house.auth, &house.seat);
    for name in ["nils", "ivan"] {
        let staff = house.account(name);
        let (id, version) = (staff.id, staff.version);
        let live = house.peek(|tx| tx.live_sessions(id, house.now())).len();
        let edit = Edit { display_name: Some(DisplayName::parse("X").unwrap()), ..Edit::default() };
        let address = Edit { email: Some("x@example.org".parse().unwrap()), ..Edit::default() };
        let call = |error: EditError| match error {
            EditError::Call(error) => error,
            other => panic!("{other:?}"),
        };
        let tries = [
            ("ResetCode", auth.reset_code(seat, &helper, id).err()),
            ("ClearThrottle", auth.clear_throttle(seat, &helper, id).err()),
            ("EndSessions", auth.end_sessions(seat, &helper, id).err()),
            ("EditAccount", auth.edit_account(seat, &helper, id, version, &edit).err().map(call)),
            ("EditAccount", auth.edit_account(seat, &helper, id, version, &address).err().map(call)),
        ];
        let noted = house.trail();
        let noted = noted.get(noted.len() - tries.len()..).unwrap();
        for ((asked, error), row) in tries.iter().zip(noted) {
            assert!(matches!(error, Some(CallError::Staff)), "{asked}: {error:?}");
            assert_eq!((row.event, row.after.as_deref()), (AuditEvent::Refused, Some(*asked)));
            assert_eq!(row.actor.name, "hedy");
        }
        assert_eq!(house.account(name), staff);
        assert_eq!(house.peek(|tx| tx.live_sessions(id, house.now())).len(), live);
    }
    assert!(house.post().is_empty());
}

#[test]
fn a_helper_needs_what_protects_an_admin() {
    let house = House::ruled(7, Policy { mfa_required_for: RequiredFor::Admins, ..Policy::default() });
    let signed_in = house.set_up();
    house.post();
    house.enrol(&signed_in.token);
    let hedy = house.member("hedy");
    let acted = house.auth.act_on(&house.seat, &signed_in.token, &Act::SetRole(Role::Helper), &[hedy.id]).unwrap();
    assert_eq!(acted[0].outcome, Ok(Outcome::Done));
    let helper = house.log_in("hedy");
    assert_eq!(helper.me.owes, Some(Owed::SecondFactor));
    let mira = house.member("mira");
    let suspend = |token| house.auth.act_on(&house.seat, token, &Act::Suspend, &[mira.id]);
    assert!(matches!(suspend(&helper.token), Err(CallError::SecondFactorFirst)));
    let _: Enrolment = house.auth.begin_second_factor(&helper.token).unwrap();
    house.enrol(&helper.token);
    assert_eq!(suspend(&helper.token).unwrap()[0].outcome, Ok(Outcome::Done));
    let hedy = house.account("hedy");
    let own = house.auth.act_on(&house.seat, &helper.token, &Act::Suspend, &[hedy.id]).unwrap();
    assert_eq!(own[0].outcome, Err(ActRefusal::Yourself));
}
