//! Call → Reply: one line for each operation of the core.

use crate::auth::Auth;
use crate::auth::directory::Stop;
use crate::domain::Seat;
use crate::tui::effect::{Call, Reply};

use super::reports;
use super::transfer::Transfers;

/// Asks the core. Blocks. Never a part of its caller, which wipes what this leaves on the stack.
#[inline(never)]
pub fn answer(auth: &Auth, seat: &Seat, call: Call) -> Reply {
    answer_until(&Stop::default(), &Transfers::default(), auth, seat, call)
}

/// As [`answer`]; what takes long ends early when it is stopped, and what goes on in pieces is kept in `transfers`.
#[inline(never)]
pub fn answer_until(stop: &Stop, transfers: &Transfers, auth: &Auth, seat: &Seat, call: Call) -> Reply {
    match call {
        Call::Doors => Reply::Doors(auth.doors()),
        Call::SetUp(form) => Reply::SetUp(auth.set_up(seat, form)),
        Call::SignUp(form) => Reply::SignUp(auth.sign_up(seat, form)),
        Call::Verify { target, proof, username } => Reply::Verify(auth.verify(seat, &target, &proof, username)),
        Call::Resend(challenge) => Reply::Resend(auth.resend(seat, challenge)),
        Call::FixAddress(challenge, email) => Reply::FixAddress(auth.fix_address(seat, challenge, email)),
        Call::MailStage(letter) => Reply::MailStage(letter, auth.mail_stage(letter)),
        Call::LogIn(credentials) => Reply::LogIn(auth.log_in(seat, credentials)),
        Call::LogInSecond(ticket, factor) => Reply::LogInSecond(auth.log_in_second(seat, &ticket, &factor)),
        Call::StepUp(token, proof) => Reply::StepUp(auth.step_up(seat, &token, proof)),
        Call::LogOut(token) => {
            // Whoever sits down next gets a process that knows nobody.
            auth.drop_directory();
            transfers.end(auth, seat, &token);
            Reply::LogOut(auth.log_out(seat, &token))
        }
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
        Call::Accounts(token, query) => Reply::Accounts(auth.accounts_until(stop, &token, &query)),
        Call::CountAccounts(token, search) => {
            let count = auth.count_accounts(stop, &token, &search);
            Reply::CountAccounts(search, count)
        }
        Call::Matching(token, search) => Reply::Matching(auth.matching(stop, &token, &search)),
        Call::LoadDirectory(token) => Reply::LoadDirectory(auth.load_directory(stop, &token)),
        Call::EditAccount(token, id, version, edit) => {
            Reply::EditAccount(auth.edit_account(seat, &token, id, version, &edit))
        }
        Call::AccountPage(token, id) => Reply::AccountPage(auth.account_page(&token, id).map(Box::new)),
        Call::History(token, id, page, limit) => Reply::History(auth.history(&token, id, page, limit)),
        Call::EndSession(token, id) => Reply::EndSession(auth.end_session(seat, &token, id)),
        Call::Account(token, id) => Reply::Account(auth.account(&token, id)),
        Call::CreateAccount(token, new) => Reply::CreateAccount(auth.create_account(seat, &token, new)),
        Call::Preview(token, act, ids) => Reply::Preview(auth.preview(&token, &act, &ids)),
        Call::Act(token, act, ids) => Reply::Act(auth.act_on(seat, &token, &act, &ids)),
        Call::UndoActs(token, undo) => Reply::UndoActs(auth.undo(seat, &token, &undo)),
        Call::SaveReport { dir, at, report } => Reply::SaveReport(reports::save(&dir, at, &report)),
        Call::Desk(token) => Reply::Desk(auth.desk(&token)),
        Call::Audit(token, query) => Reply::Audit(auth.audit_part(&token, &query)),
        Call::AuditEntry(token, seq) => Reply::AuditEntry(auth.audit_entry(&token, seq)),
        Call::VerifyAudit(token, walk) => Reply::VerifyAudit(auth.verify_audit_part(&token, walk)),
        Call::ExportAudit(token, part) => Reply::ExportAudit(reports::export(auth, &token, &part)),
        Call::DropReport { dir, file } => {
            reports::drop_unfinished(&dir, &file);
            Reply::DropReport
        }
        Call::Import(token, step) => Reply::Import(transfers.import(auth, seat, &token, &step)),
        Call::Export(token, step) => Reply::Export(transfers.export(auth, seat, &token, &step)),
        Call::Letters(token, query) => Reply::Letters(auth.letters(&token, &query)),
        Call::RetryLetter(token, id) => Reply::RetryLetter(auth.retry_letter(seat, &token, id)),
        Call::SavedSearches(token) => Reply::SavedSearches(auth.saved_searches(&token)),
        Call::SaveSearch(token, search) => Reply::SaveSearch(auth.save_search(seat, &token, &search)),
        Call::RemoveSearch(token, name) => Reply::RemoveSearch(auth.remove_search(seat, &token, &name)),
        Call::Pending(token, search, limit) => Reply::Pending(auth.pending(&token, &search, limit)),
        Call::Decide(token, decision, ids) => Reply::Decide(auth.decide(seat, &token, &decision, &ids)),
        Call::NotePending(token, id, note) => Reply::NotePending(auth.note_pending(seat, &token, id, &note)),
        Call::Invites(token) => Reply::Invites(auth.invites(&token)),
        Call::MakeInvite(token, new) => Reply::MakeInvite(auth.make_invite(seat, &token, &new)),
        Call::RevokeInvite(token, id) => Reply::RevokeInvite(auth.revoke_invite(seat, &token, id)),
        Call::Settings(token) => Reply::Settings(auth.settings(&token)),
        Call::SetSetting(token, key, value) => Reply::ChangeSetting(auth.set_setting(seat, &token, &key, &value)),
        Call::UnsetSetting(token, key) => Reply::ChangeSetting(auth.unset_setting(seat, &token, &key)),
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

/// Whether the call reads everything there is: seconds, in which nothing else may wait for it.
pub fn reads_everything(call: &Call) -> bool {
    matches!(call, Call::LoadDirectory(_))
}

/// Whether a letter may wait for the mail worker afterwards.
pub fn may_write_a_letter(call: &Call) -> bool {
    !matches!(
        call,
        Call::Doors
            | Call::MailStage(_)
            | Call::LogOut(_)
            | Call::Strength(..)
            | Call::Suggest
            | Call::Me(_)
            | Call::Sessions(_)
            | Call::Activity(_)
            | Call::Accounts(..)
            | Call::CountAccounts(..)
            | Call::Matching(..)
            | Call::LoadDirectory(_)
            | Call::Account(..)
            | Call::AccountPage(..)
            | Call::History(..)
            | Call::EndSession(..)
            | Call::Preview(..)
            | Call::SaveReport { .. }
            | Call::Desk(_)
            | Call::Audit(..)
            | Call::AuditEntry(..)
            | Call::VerifyAudit(..)
            | Call::ExportAudit(..)
            | Call::DropReport { .. }
            | Call::Import(..)
            | Call::Export(..)
            | Call::Letters(..)
            | Call::SavedSearches(_)
            | Call::SaveSearch(..)
            | Call::RemoveSearch(..)
            | Call::Pending(..)
            | Call::Invites(_)
            | Call::Settings(_)
    )
}
