//! Call → Reply: one line for each operation of the core.

use crate::auth::Auth;
use crate::domain::Seat;
use crate::tui::effect::{Call, Reply};

use super::reports;

/// Asks the core. Blocks. Never a part of its caller, which wipes what this leaves on the stack.
#[inline(never)]
pub fn answer(auth: &Auth, seat: &Seat, call: Call) -> Reply {
    match call {
        Call::NeedsSetUp => Reply::NeedsSetUp(auth.needs_set_up()),
        Call::SetUp(form) => Reply::SetUp(auth.set_up(seat, form)),
        Call::SignUp(form) => Reply::SignUp(auth.sign_up(seat, form)),
        Call::Verify { target, proof, username } => Reply::Verify(auth.verify(seat, &target, &proof, username)),
        Call::Resend(challenge) => Reply::Resend(auth.resend(seat, challenge)),
        Call::FixAddress(challenge, email) => Reply::FixAddress(auth.fix_address(seat, challenge, email)),
        Call::MailStage(letter) => Reply::MailStage(letter, auth.mail_stage(letter)),
        Call::LogIn(credentials) => Reply::LogIn(auth.log_in(seat, credentials)),
        Call::LogInSecond(ticket, factor) => Reply::LogInSecond(auth.log_in_second(seat, &ticket, &factor)),
        Call::StepUp(token, proof) => Reply::StepUp(auth.step_up(seat, &token, proof)),
        Call::LogOut(token) => Reply::LogOut(auth.log_out(seat, &token)),
        Call::RequestReset { who, typed } => Reply::RequestReset(auth.request_reset(seat, &who, &typed)),
        Call::FinishReset { target, proof, password, factor } => {
            Reply::FinishReset(auth.finish_reset(seat, &target, &proof, password, factor))
        }
        Call::Strength(password, context) => Reply::Strength(auth.strength(&password, &context)),
        Call::Suggest => Reply::Suggest(auth.suggest_passphrase()),
        Call::Me(token) => Reply::Me(auth.me(&token)),
        Call::ChangeDetails(token, name) => Reply::ChangeDetails(auth.change_details(seat, &token, name)),
        Call::ChangePassword { token, old, new } => Reply::ChangePassword(auth.change_password(seat, &token, old, new)),
        Call::RequestEmail(token, email) => Reply::RequestEmail(auth.request_email(seat, &token, email)),
        Call::ConfirmEmail(token, proof) => Reply::ConfirmEmail(auth.confirm_email(seat, &token, &proof)),
        Call::Sessions(token) => Reply::Sessions(auth.sessions(&token)),
        Call::RevokeSession(token, id) => Reply::RevokeSession(auth.revoke_session(seat, &token, id)),
        Call::Activity(token) => Reply::Activity(auth.activity(&token)),
        Call::DeleteMe(token, typed) => Reply::DeleteMe(auth.delete_me(seat, &token, &typed)),
        Call::BeginSecondFactor(token) => Reply::BeginSecondFactor(auth.begin_second_factor(&token)),
        Call::ConfirmSecondFactor(token, code) => {
            Reply::ConfirmSecondFactor(auth.confirm_second_factor(seat, &token, &code))
        }
        Call::RenewRecoveryCodes(token) => Reply::RenewRecoveryCodes(auth.renew_recovery_codes(seat, &token)),
        Call::RemoveSecondFactor(token) => Reply::RemoveSecondFactor(auth.remove_second_factor(seat, &token)),
        Call::ResetCode(token, id) => Reply::ResetCode(auth.reset_code(seat, &token, id)),
        Call::ClearSecondFactor(token, id) => Reply::ClearSecondFactor(auth.clear_second_factor(seat, &token, id)),
        Call::ClearThrottle(token, id) => Reply::ClearThrottle(auth.clear_throttle(seat, &token, id)),
        Call::EndSessions(token, id) => Reply::EndSessions(auth.end_sessions(seat, &token, id)),
        Call::EditAccount(token, id, version, edit) => {
            Reply::EditAccount(auth.edit_account(seat, &token, id, version, &edit))
        }
        Call::Accounts(token, query) => Reply::Accounts(auth.accounts(&token, &query)),
        Call::Account(token, id) => Reply::Account(auth.account(&token, id)),
        Call::CreateAccount(token, new) => Reply::CreateAccount(auth.create_account(seat, &token, new)),
        Call::Preview(token, act, ids) => Reply::Preview(auth.preview(&token, &act, &ids)),
        Call::Act(token, act, ids) => Reply::Act(auth.act_on(seat, &token, &act, &ids)),
        Call::UndoActs(token, undo) => Reply::UndoActs(auth.undo(seat, &token, &undo)),
        Call::SaveReport { into, at, report } => Reply::SaveReport(reports::save(&into, at, &report)),
        Call::Audit(token, query) => Reply::Audit(auth.audit(&token, &query)),
        Call::Letters(token, query) => Reply::Letters(auth.letters(&token, &query)),
        Call::RetryLetter(token, id) => Reply::RetryLetter(auth.retry_letter(seat, &token, id)),
    }
}

/// Whether the call runs bcrypt: a quarter of a second of one core.
pub fn hashes(call: &Call) -> bool {
    matches!(
        call,
        Call::SetUp(_)
            | Call::SignUp(_)
            | Call::LogIn(_)
            | Call::LogInSecond(..)
            | Call::StepUp(..)
            | Call::FinishReset { .. }
            | Call::ChangePassword { .. }
            | Call::ConfirmSecondFactor(..)
            | Call::RenewRecoveryCodes(_)
    )
}

/// Whether a letter may wait for the mail worker afterwards.
pub fn may_write_a_letter(call: &Call) -> bool {
    !matches!(
        call,
        Call::NeedsSetUp
            | Call::MailStage(_)
            | Call::LogOut(_)
            | Call::Strength(..)
            | Call::Suggest
            | Call::Me(_)
            | Call::Sessions(_)
            | Call::Activity(_)
            | Call::Accounts(..)
            | Call::Account(..)
            | Call::Preview(..)
            | Call::SaveReport { .. }
            | Call::Audit(..)
            | Call::Letters(..)
    )
}
