//! Every cell of the table of rights, through the real calls.

use vestibule::auth::CallError;
use vestibule::auth::act::Act;
use vestibule::auth::admin::{CreateError, NewAccount};
use vestibule::auth::approvals::{Decision, Tell};
use vestibule::auth::edit::{Edit, EditError};
use vestibule::auth::export::{Exported, Leaving};
use vestibule::auth::factor::{EnrolError, RemoveFactorError};
use vestibule::auth::import::{Admins, ImportError, Origin};
use vestibule::auth::invites::{InviteError, NewInvite};
use vestibule::auth::login::LogInError;
use vestibule::auth::matrix::{Operation, allows};
use vestibule::auth::profile::{ChangePasswordError, ConfirmEmailError, DeleteMeError};
use vestibule::auth::saved::SaveSearchError;
use vestibule::auth::session::StepUp;
use vestibule::auth::settings::SettingError;
use vestibule::domain::{
    AccountQuery, AuditEvent, AuditQuery, DisplayName, InviteId, InviteLabel, LetterQuery, Page, PendingId, Role,
    SavedSearch, Search, SessionId, SessionToken, StaffNote, Timestamp, TotpCode, Validity,
};

use crate::house::{HOUR, House, MINUTE, OTHER_PASSWORD, PASSWORD, SECOND, wrong};

/// What became of a call: it came through the door (whatever was said behind it), or it did not.
#[derive(Debug, PartialEq)]
enum Door {
    Open,
    Forbidden,
    SignedOut,
}

fn door<T>(result: Result<T, CallError>) -> Door {
    match result {
        Err(CallError::Forbidden) => Door::Forbidden,
        Err(CallError::SignedOut) => Door::SignedOut,
        _ => Door::Open,
    }
}

/// Makes the call. The arguments are such that whoever may do it succeeds, where there is no proof to show.
fn call(house: &House, token: &SessionToken, operation: Operation) -> Door {
    let (auth, seat) = (&house.auth, &house.seat);
    let other = house.account("other");
    match operation {
        Operation::Me => door(auth.me(token)),
        Operation::ChangeDetails => door(auth.change_details(seat, token, DisplayName::default())),
        Operation::ChangePassword => match auth.change_password(seat, token, PASSWORD.into(), OTHER_PASSWORD.into()) {
            Err(ChangePasswordError::Call(error)) => door(Err::<(), _>(error)),
            _ => Door::Open,
        },
        Operation::RequestEmail => door(auth.request_email(seat, token, "new@example.org".parse().unwrap())),
        Operation::ConfirmEmail => match auth.confirm_email(seat, token, &wrong()) {
            Err(ConfirmEmailError::Call(error)) => door(Err::<(), _>(error)),
            _ => Door::Open,
        },
        Operation::Sessions => door(auth.sessions(token)),
        Operation::RevokeSession => door(auth.revoke_session(seat, token, SessionId::from_bytes([0; 16]))),
        Operation::Activity => door(auth.activity(token)),
        Operation::DeleteMe => match auth.delete_me(seat, token, "subject") {
            Err(DeleteMeError::Call(error)) => door(Err::<(), _>(error)),
            _ => Door::Open,
        },
        Operation::StepUp => match auth.step_up(seat, token, StepUp { password: PASSWORD.into(), factor: None }) {
            Err(LogInError::Call(error)) => door(Err::<(), _>(error)),
            _ => Door::Open,
        },
        Operation::BeginSecondFactor => door(auth.begin_second_factor(token)),
        Operation::ConfirmSecondFactor => {
            match auth.confirm_second_factor(seat, token, &TotpCode::parse("000000").unwrap()) {
                Err(EnrolError::Call(error)) => door(Err::<(), _>(error)),
                _ => Door::Open,
            }
        }
        Operation::RenewRecoveryCodes => door(auth.renew_recovery_codes(seat, token)),
        Operation::RemoveSecondFactor => match auth.remove_second_factor(seat, token) {
            Err(RemoveFactorError::Call(error)) => door(Err::<(), _>(error)),
            _ => Door::Open,
        },
        Operation::ResetCode => door(auth.reset_code(seat, token, other.id)),
        Operation::ClearSecondFactor => door(auth.clear_second_factor(seat, token, other.id)),
        Operation::ClearThrottle => door(auth.clear_throttle(seat, token, other.id)),
        Operation::EndSessions => door(auth.end_sessions(seat, token, other.id)),
        Operation::Accounts => door(auth.accounts(token, &AccountQuery { limit: 1, ..AccountQuery::default() })),
        Operation::Account => door(auth.account(token, other.id)),
        Operation::History => door(auth.history(token, other.id, Page::First, 1)),
        Operation::EndSession => door(auth.end_session(seat, token, SessionId::from_bytes([0; 16]))),
        Operation::CreateAccount | Operation::CreateAdmin => {
            let role = if operation == Operation::CreateAdmin { Role::Admin } else { Role::User };
            let new = NewAccount {
                username: "made".parse().unwrap(),
                email: "made@example.org".parse().unwrap(),
                display_name: DisplayName::default(),
                role,
            };
            match auth.create_account(seat, token, new) {
                Err(CreateError::Call(error)) => door(Err::<(), _>(error)),
                _ => Door::Open,
            }
        }
        Operation::Desk => door(auth.desk(token)),
        Operation::EditAccount | Operation::EditAddress => {
            match auth.edit_account(seat, token, other.id, other.version, &edit(operation)) {
                Err(EditError::Call(error)) => door(Err::<(), _>(error)),
                _ => Door::Open,
            }
        }
        Operation::Suspend
        | Operation::Restore
        | Operation::SetRole
        | Operation::SendReset
        | Operation::DeleteAccount
        | Operation::VerifyByHand
        | Operation::SetValidity
        | Operation::SetNote
        | Operation::Trash
        | Operation::Untrash
        | Operation::ResendLetter => door(auth.act_on(seat, token, &act(operation), &[other.id])),
        Operation::SavedSearches => door(auth.saved_searches(token)),
        Operation::SaveSearch => match auth.save_search(seat, token, &search()) {
            Err(SaveSearchError::Call(error)) => door(Err::<(), _>(error)),
            _ => Door::Open,
        },
        Operation::RemoveSearch => door(auth.remove_search(seat, token, &search().name)),
        Operation::Audit => door(auth.audit(token, &AuditQuery { limit: 1, ..AuditQuery::default() })),
        Operation::Letters => door(auth.letters(token, &LetterQuery { limit: 1, ..LetterQuery::default() })),
        Operation::RetryLetter => {
            let letter = vestibule::domain::LetterId::from_bytes([0; 16]);
            door(auth.retry_letter(seat, token, letter))
        }
        Operation::Pending => door(auth.pending(token, "", 1)),
        Operation::Approve => door(auth.decide(seat, token, &Decision::Approve, &[PendingId::Account(other.id)])),
        Operation::TurnDown => {
            let decision = Decision::TurnDown { reason: StaffNote::default(), tell: Tell::Nothing };
            door(auth.decide(seat, token, &decision, &[PendingId::Account(other.id)]))
        }
        Operation::NotePending => {
            door(auth.note_pending(seat, token, PendingId::Account(other.id), &StaffNote::default()))
        }
        Operation::Invites => door(auth.invites(token)),
        Operation::MakeInvite => match auth.make_invite(seat, token, &new_invite()) {
            Err(InviteError::Call(error)) => door(Err::<(), _>(error)),
            _ => Door::Open,
        },
        Operation::RevokeInvite => door(auth.revoke_invite(seat, token, InviteId::from_bytes([0; 16]))),
        Operation::Settings => door(auth.settings(token)),
        Operation::ChangeSetting => match auth.set_setting(seat, token, "sign_up.mode", "closed") {
            Err(SettingError::Call(error)) => door(Err::<(), _>(error)),
            _ => Door::Open,
        },
        Operation::Import => match auth.preview_import(token, Admins::Refused, &[]) {
            Err(ImportError::Call(error)) => door(Err::<(), _>(error)),
            _ => match auth.import(seat, token, Admins::Refused, &Origin::new("x"), &[]) {
                Err(ImportError::Call(error)) => door(Err::<(), _>(error)),
                _ => Door::Open,
            },
        },
        Operation::Export => door(export(house, token)),
    }
}

fn new_invite() -> NewInvite {
    NewInvite { label: InviteLabel::default(), uses: 1, good_for: HOUR }
}

fn export(house: &House, token: &SessionToken) -> Result<(), CallError> {
    let leaving = Leaving { search: &Search::everybody(), hashes: true, after: 0, limit: 10 };
    let found = house.auth.export_part(token, leaving, &mut |_| {})?;
    assert!(found.is_some());
    let exported = Exported { count: Some(1), columns: "username".to_owned(), filter: String::new() };
    house.auth.note_export(&house.seat, token, &exported)
}

fn search() -> SavedSearch {
    SavedSearch::parse("late", "seen:>90d", Timestamp::from_millis(0)).unwrap()
}

/// An act that asks for that.
fn act(operation: Operation) -> Act {
    match operation {
        Operation::VerifyByHand => Act::Unverify,
        Operation::SetValidity => Act::SetValidity(Validity::default()),
        Operation::SetNote => Act::SetNote(StaffNote::parse("asked twice").unwrap()),
        Operation::Trash => Act::Trash,
        Operation::Untrash => Act::Untrash,
        Operation::ResendLetter => Act::Resend,
        Operation::Suspend => Act::Suspend,
        Operation::Restore => Act::Restore,
        Operation::SetRole => Act::SetRole(Role::Helper),
        Operation::SendReset => Act::SendReset,
        Operation::DeleteAccount => Act::Delete,
        _ => panic!("{operation:?} is no act"),
    }
}

/// A change of details that asks for that.
fn edit(operation: Operation) -> Edit {
    let email = (operation == Operation::EditAddress).then(|| "elsewhere@example.org".parse().unwrap());
    Edit { display_name: Some(DisplayName::parse("Other O.").unwrap()), email, ..Edit::default() }
}

#[test]
fn every_cell_of_the_table_holds() {
    for role in Role::ALL {
        for operation in Operation::ALL.iter().copied() {
            let house = House::new();
            let admin = house.admin();
            house.member("other");
            let subject = house.member("subject");
            if role != Role::User {
                house.act(&admin, Act::SetRole(role), subject.id).unwrap();
            }
            let token = house.log_in("subject").token;
            let (others, before) = (house.account("other"), house.trail().len());
            let expected = if allows(role, operation) { Door::Open } else { Door::Forbidden };
            assert_eq!(call(&house, &token, operation), expected, "{role} {operation:?}");
            if expected == Door::Forbidden {
                // Staff's part of it is refused inside the call that helpers may make.
                if (role, operation) == (Role::Helper, Operation::CreateAdmin) {
                    assert!(house.find("made").is_none());
                    continue;
                }
                assert_eq!(house.account("other"), others, "{role} {operation:?} left a trace");
                assert!(house.find("made").is_none() && house.post().is_empty());
                assert_eq!(house.trail().len(), before + 1);
                // What a user may do no part of is refused as a whole.
                let asked = match operation {
                    Operation::CreateAdmin if role == Role::User => Operation::CreateAccount,
                    Operation::EditAddress => Operation::EditAccount,
                    other => other,
                };
                let row = house.last_event();
                assert_eq!((row.event, row.after.as_deref()), (AuditEvent::Refused, Some(asked.as_str())));
            }
        }
    }
}

/// What a call to a door that asks for more than a role is answered.
fn asked_for(house: &House, token: &SessionToken, operation: Operation) -> Option<CallError> {
    let (auth, seat) = (&house.auth, &house.seat);
    let other = house.account("other");
    match operation {
        Operation::RequestEmail => auth.request_email(seat, token, "new@example.org".parse().unwrap()).err(),
        Operation::RevokeSession => auth.revoke_session(seat, token, SessionId::from_bytes([0; 16])).err(),
        Operation::DeleteMe => match auth.delete_me(seat, token, "subject") {
            Err(DeleteMeError::Call(error)) => Some(error),
            _ => None,
        },
        Operation::BeginSecondFactor => auth.begin_second_factor(token).err(),
        Operation::RenewRecoveryCodes => auth.renew_recovery_codes(seat, token).err(),
        Operation::RemoveSecondFactor => match auth.remove_second_factor(seat, token) {
            Err(RemoveFactorError::Call(error)) => Some(error),
            _ => None,
        },
        Operation::SetRole | Operation::SendReset | Operation::DeleteAccount => {
            auth.act_on(seat, token, &act(operation), &[other.id]).err()
        }
        Operation::ResetCode => auth.reset_code(seat, token, other.id).err(),
        Operation::ClearSecondFactor => auth.clear_second_factor(seat, token, other.id).err(),
        Operation::EditAddress => match auth.edit_account(seat, token, other.id, other.version, &edit(operation)) {
            Err(EditError::Call(error)) => Some(error),
            _ => None,
        },
        Operation::CreateAdmin => {
            let new = NewAccount {
                username: "made".parse().unwrap(),
                email: "made@example.org".parse().unwrap(),
                display_name: DisplayName::default(),
                role: Role::Admin,
            };
            match auth.create_account(seat, token, new) {
                Err(CreateError::Call(error)) => Some(error),
                _ => None,
            }
        }
        Operation::ChangeSetting => match auth.set_setting(seat, token, "sign_up.mode", "closed") {
            Err(SettingError::Call(error)) => Some(error),
            _ => None,
        },
        Operation::Import => match auth.import(seat, token, Admins::Refused, &Origin::new("x"), &[]) {
            Err(ImportError::Call(error)) => Some(error),
            _ => None,
        },
        Operation::Export => export(house, token).err(),
        _ => panic!("{operation:?} asks for no proof"),
    }
}

#[test]
fn every_dangerous_act_asks_for_the_password_after_five_minutes() {
    for operation in Operation::ALL.iter().copied().filter(|operation| operation.needs_proof()) {
        let house = House::new();
        let admin = house.admin();
        house.member("other");
        let subject = house.member("subject");
        house.act(&admin, Act::SetRole(Role::Admin), subject.id).unwrap();
        let token = house.log_in("subject").token;
        house.pass(5 * MINUTE - SECOND);
        assert!(!matches!(asked_for(&house, &token, Operation::CreateAdmin), Some(CallError::ProveAgain)));
        house.pass(SECOND);
        let before = house.account("other");
        assert!(matches!(asked_for(&house, &token, operation), Some(CallError::ProveAgain)), "{operation:?}");
        assert_eq!(house.account("other"), before);
        let proof = StepUp { password: PASSWORD.into(), factor: None };
        let token = house.auth.step_up(&house.seat, &token, proof).unwrap().token;
        assert!(!matches!(asked_for(&house, &token, operation), Some(CallError::ProveAgain)), "{operation:?}");
    }
}

#[test]
fn without_a_live_session_nothing_opens() {
    let house = House::new();
    let admin = house.admin();
    house.member("other");
    house.auth.log_out(&house.seat, &admin).unwrap();
    let before = house.trail().len();
    for token in [admin, SessionToken::new("a.b.c".into()), SessionToken::new("".into())] {
        for operation in Operation::ALL.iter().copied() {
            assert_eq!(call(&house, &token, operation), Door::SignedOut, "{operation:?}");
        }
    }
    assert_eq!(house.trail().len(), before);
}

/// Every act, and what it asks for.
const ACTS: [Operation; 11] = [
    Operation::Suspend,
    Operation::Restore,
    Operation::SetRole,
    Operation::SendReset,
    Operation::ResendLetter,
    Operation::VerifyByHand,
    Operation::SetValidity,
    Operation::SetNote,
    Operation::Trash,
    Operation::Untrash,
    Operation::DeleteAccount,
];

#[test]
fn an_act_on_one_or_many_asks_for_what_the_table_says() {
    for role in Role::ALL {
        for operation in ACTS {
            let house = House::new();
            let admin = house.admin();
            let (other, subject) = (house.member("other"), house.member("subject"));
            if role != Role::User {
                house.act(&admin, Act::SetRole(role), subject.id).unwrap();
            }
            let token = house.log_in("subject").token;
            assert_eq!(act(operation).operation(), operation);
            let expected = if allows(role, operation) { Door::Open } else { Door::Forbidden };
            let before = house.trail().len();
            // To see what would happen takes the right to do it.
            assert_eq!(
                door(house.auth.preview(&token, &act(operation), &[other.id])),
                expected,
                "{role} {operation:?}"
            );
            assert_eq!(door(house.auth.act_on(&house.seat, &token, &act(operation), &[other.id])), expected);
            if expected == Door::Forbidden {
                let noted = house.trail().split_off(before);
                assert!(noted.iter().all(|row| row.event == AuditEvent::Refused), "{role} {operation:?}");
                assert_eq!(noted.last().unwrap().after.as_deref(), Some(operation.as_str()));
                assert_eq!((noted.len(), house.account("other")), (2, other));
            }
        }
    }
}

#[test]
fn a_dangerous_act_asks_for_the_password_and_its_preview_does_not() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    house.pass(5 * MINUTE);
    for operation in ACTS {
        let act = act(operation);
        let done = house.auth.act_on(&house.seat, &admin, &act, &[mira.id]);
        assert_eq!(matches!(done, Err(CallError::ProveAgain)), operation.needs_proof(), "{operation:?}");
        assert!(house.auth.preview(&admin, &act, &[mira.id]).is_ok(), "{operation:?}");
    }
    let dangerous: Vec<_> = ACTS.into_iter().filter(|operation| operation.needs_proof()).collect();
    assert_eq!(dangerous, [Operation::SetRole, Operation::SendReset, Operation::DeleteAccount]);
}

#[test]
fn each_role_may_do_what_the_one_below_it_may_and_more() {
    for operation in Operation::ALL.iter().copied() {
        assert!(allows(Role::Admin, operation));
        assert!(!allows(Role::User, operation) || allows(Role::Helper, operation), "{operation:?}");
    }
    for operation in [Operation::Accounts, Operation::CreateAccount, Operation::Suspend, Operation::EditAccount] {
        assert!(!allows(Role::User, operation) && allows(Role::Helper, operation), "{operation:?}");
    }
    for operation in [
        Operation::SetRole,
        Operation::ClearSecondFactor,
        Operation::CreateAdmin,
        Operation::DeleteAccount,
        Operation::Audit,
    ] {
        assert!(!allows(Role::Helper, operation), "{operation:?}");
    }
}
