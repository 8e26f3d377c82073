//! What the state machine asks for: calls to the core, and changes of the terminal. Closed lists; not
//! `Clone`, for they carry secrets.

use std::sync::Arc;

use crate::auth::CallError;
use crate::auth::act::{Act, Acted, Undo};
use crate::auth::admin::{AccountDetail, CreateError, NewAccount};
use crate::auth::approvals::{Decided, Decision};
use crate::auth::audit::{AuditProgress, AuditWalk};
use crate::auth::challenge::{Flow, Identifier, Proof, ResendError, Target};
use crate::auth::desk::DeskView;
use crate::auth::edit::{Edit, EditError};
use crate::auth::factor::{EnrolError, Enrolled, Enrolment, RemoveFactorError};
use crate::auth::invites::{InviteError, MadeInvite, NewInvite};
use crate::auth::login::{Credentials, LogIn, LogInError, Me, SignedIn};
use crate::auth::page::AccountPage;
use crate::auth::policy::{PasswordContext, Strength};
use crate::auth::profile::{ChangePasswordError, ConfirmEmailError, DeleteMeError, OwnSession};
use crate::auth::recover::ResetError;
use crate::auth::rescue::ResetCode;
use crate::auth::saved::SaveSearchError;
use crate::auth::session::{Renewed, StepUp};
use crate::auth::settings::{SettingError, SettingRow};
use crate::auth::setup::{SetUp, SetUpError};
use crate::auth::signup::{Doors, SignUp, SignUpError};
use crate::auth::verify::{Verified, VerifyError};
use crate::domain::{
    AccountId, AccountQuery, AccountRow, AuditEntry, AuditPart, AuditQuery, ChallengeId, DisplayName, EmailAddress,
    Invite, InviteId, LetterId, LetterQuery, LetterRow, LinkedEntry, MailStage, Page, PendingId, PendingRow,
    SavedSearch, Search, SearchName, SecondFactor, Secret, SessionId, SessionToken, StaffNote, Ticket, Timestamp,
    TotpCode, Username, Window,
};

use super::acts::Report;
use super::report::{AuditExport, ExportError, Exported};
use super::transfer::{ExportNews, ExportOrder, ImportNews, ImportOrder, Step, TransferError};

/// Names a call. The epoch rises at every sign-in, sign-out and lock, so that a late answer for the person
/// before is dropped in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ReqId {
    /// Who was there.
    pub epoch: u32,
    /// Which call.
    pub seq: u32,
}

/// What the state machine asks for.
#[derive(Debug)]
pub enum Effect {
    /// Run that call off the drawing thread and answer with [`super::msg::Msg::Reply`].
    Call(ReqId, Call),
    /// The answer is no longer wanted: don't begin it if it has not begun, and stop it where it can be stopped.
    Cancel(ReqId),
    /// Do that to the terminal.
    Term(TermFx),
}

/// What can be done to the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermFx {
    /// Leave the program.
    Quit,
    /// Give the terminal back to the shell until it is resumed.
    Suspend,
    /// Clear the screen and what it remembers (somebody signed out), then draw anew.
    Wipe,
}

/// A call to the core. Every one has a [`Reply`] of the same name.
#[derive(Debug)]
#[allow(missing_docs)]
pub enum Call {
    Doors,
    SetUp(SetUp),
    SignUp(SignUp),
    Verify {
        target: Target,
        proof: Proof,
        username: Option<Username>,
    },
    Resend(ChallengeId),
    FixAddress(ChallengeId, EmailAddress),
    MailStage(LetterId),
    LogIn(Credentials),
    LogInSecond(Ticket, SecondFactor),
    StepUp(SessionToken, StepUp),
    LogOut(SessionToken),
    RequestReset {
        who: Identifier,
        typed: String,
    },
    FinishReset {
        target: Target,
        proof: Proof,
        password: Secret,
        factor: Option<SecondFactor>,
    },
    Strength(Secret, PasswordContext),
    Suggest,
    Me(SessionToken),
    ChangeDetails(SessionToken, DisplayName),
    ChangePassword {
        token: SessionToken,
        old: Secret,
        new: Secret,
    },
    RequestEmail(SessionToken, EmailAddress),
    ConfirmEmail(SessionToken, Proof),
    Sessions(SessionToken),
    RevokeSession(SessionToken, SessionId),
    Activity(SessionToken),
    DeleteMe(SessionToken, String),
    BeginSecondFactor(SessionToken),
    ConfirmSecondFactor(SessionToken, TotpCode),
    RenewRecoveryCodes(SessionToken),
    RemoveSecondFactor(SessionToken),
    Accounts(SessionToken, AccountQuery),
    CountAccounts(SessionToken, Search),
    Matching(SessionToken, Search),
    LoadDirectory(SessionToken),
    Account(SessionToken, AccountId),
    CreateAccount(SessionToken, NewAccount),
    ResetCode(SessionToken, AccountId),
    ClearSecondFactor(SessionToken, AccountId),
    ClearThrottle(SessionToken, AccountId),
    EndSessions(SessionToken, AccountId),
    EditAccount(SessionToken, AccountId, u32, Edit),
    AccountPage(SessionToken, AccountId),
    History(SessionToken, AccountId, Page<u64>, usize),
    EndSession(SessionToken, SessionId),
    Preview(SessionToken, Act, Vec<AccountId>),
    Act(SessionToken, Act, Vec<AccountId>),
    UndoActs(SessionToken, Vec<Undo>),
    SaveReport {
        dir: String,
        at: Timestamp,
        report: Arc<Report>,
    },
    Desk(SessionToken),
    Audit(SessionToken, AuditQuery),
    AuditEntry(SessionToken, u64),
    VerifyAudit(SessionToken, Option<AuditWalk>),
    ExportAudit(SessionToken, Box<AuditExport>),
    Import(SessionToken, Step<ImportOrder>),
    Export(SessionToken, Step<ExportOrder>),
    /// The unfinished file is not wanted any more.
    DropReport {
        dir: String,
        file: String,
    },
    Letters(SessionToken, LetterQuery),
    RetryLetter(SessionToken, LetterId),
    SavedSearches(SessionToken),
    SaveSearch(SessionToken, SavedSearch),
    RemoveSearch(SessionToken, SearchName),
    Pending(SessionToken, String, usize),
    Decide(SessionToken, Decision, Vec<PendingId>),
    NotePending(SessionToken, PendingId, StaffNote),
    Invites(SessionToken),
    MakeInvite(SessionToken, NewInvite),
    RevokeInvite(SessionToken, InviteId),
    Settings(SessionToken),
    SetSetting(SessionToken, String, String),
    UnsetSetting(SessionToken, String),
}

impl Call {
    /// The session that asks, for a call that is made with one. Signing out is none: it never waits for anything.
    pub fn token_mut(&mut self) -> Option<&mut SessionToken> {
        match self {
            Self::Doors
            | Self::SetUp(_)
            | Self::SignUp(_)
            | Self::Verify { .. }
            | Self::Resend(_)
            | Self::FixAddress(..)
            | Self::MailStage(_)
            | Self::LogIn(_)
            | Self::LogInSecond(..)
            | Self::LogOut(_)
            | Self::RequestReset { .. }
            | Self::FinishReset { .. }
            | Self::Strength(..)
            | Self::DropReport { .. }
            | Self::SaveReport { .. }
            | Self::Suggest => None,
            Self::StepUp(token, _)
            | Self::Me(token)
            | Self::ChangeDetails(token, _)
            | Self::ChangePassword { token, .. }
            | Self::RequestEmail(token, _)
            | Self::ConfirmEmail(token, _)
            | Self::Sessions(token)
            | Self::RevokeSession(token, _)
            | Self::Activity(token)
            | Self::DeleteMe(token, _)
            | Self::BeginSecondFactor(token)
            | Self::ConfirmSecondFactor(token, _)
            | Self::RenewRecoveryCodes(token)
            | Self::RemoveSecondFactor(token)
            | Self::Accounts(token, _)
            | Self::CountAccounts(token, _)
            | Self::Matching(token, _)
            | Self::LoadDirectory(token)
            | Self::Account(token, _)
            | Self::CreateAccount(token, _)
            | Self::ResetCode(token, _)
            | Self::ClearSecondFactor(token, _)
            | Self::ClearThrottle(token, _)
            | Self::EndSessions(token, _)
            | Self::EditAccount(token, ..)
            | Self::AccountPage(token, _)
            | Self::History(token, ..)
            | Self::EndSession(token, _)
            | Self::Preview(token, ..)
            | Self::Act(token, ..)
            | Self::UndoActs(token, _)
            | Self::Desk(token)
            | Self::Audit(token, _)
            | Self::AuditEntry(token, _)
            | Self::VerifyAudit(token, _)
            | Self::ExportAudit(token, _)
            | Self::Import(token, _)
            | Self::Export(token, _)
            | Self::Letters(token, _)
            | Self::RetryLetter(token, _)
            | Self::SavedSearches(token)
            | Self::SaveSearch(token, _)
            | Self::RemoveSearch(token, _)
            | Self::Pending(token, ..)
            | Self::Decide(token, ..)
            | Self::NotePending(token, ..)
            | Self::Invites(token)
            | Self::MakeInvite(token, _)
            | Self::RevokeInvite(token, _)
            | Self::Settings(token)
            | Self::SetSetting(token, ..)
            | Self::UnsetSetting(token, _) => Some(token),
        }
    }

    /// Whether the core refuses it when the password was shown too long ago.
    pub fn is_dangerous(&self) -> bool {
        match self {
            Self::CreateAccount(_, new) => new.role.is_staff(),
            Self::EditAccount(_, _, _, edit) => edit.needs_proof(),
            Self::Act(_, act, _) => act.operation().needs_proof(),
            Self::UndoActs(_, undo) => undo.iter().any(|step| step.act.operation().needs_proof()),
            // To stop is never refused.
            Self::Import(_, step) => *step != Step::Stop,
            Self::Export(_, step) => *step != Step::Stop,
            Self::ResetCode(..)
            | Self::ClearSecondFactor(..)
            | Self::RequestEmail(..)
            | Self::RevokeSession(..)
            | Self::BeginSecondFactor(_)
            | Self::RenewRecoveryCodes(_)
            | Self::RemoveSecondFactor(_)
            | Self::SetSetting(..)
            | Self::UnsetSetting(..)
            | Self::DeleteMe(..) => true,
            _ => false,
        }
    }
}

/// What the core answered.
#[derive(Debug)]
#[allow(missing_docs)]
pub enum Reply {
    Doors(Result<Doors, CallError>),
    SetUp(Result<SignedIn, SetUpError>),
    SignUp(Result<Flow, SignUpError>),
    Verify(Result<Verified, VerifyError>),
    Resend(Result<Flow, ResendError>),
    FixAddress(Result<Flow, ResendError>),
    MailStage(LetterId, Result<MailStage, CallError>),
    LogIn(Result<LogIn, LogInError>),
    LogInSecond(Result<SignedIn, LogInError>),
    StepUp(Result<Renewed, LogInError>),
    LogOut(Result<(), CallError>),
    RequestReset(Result<Flow, CallError>),
    FinishReset(Result<(), ResetError>),
    Strength(Strength),
    Suggest(Secret),
    Me(Result<Me, CallError>),
    ChangeDetails(Result<Me, CallError>),
    ChangePassword(Result<(), ChangePasswordError>),
    RequestEmail(Result<Flow, CallError>),
    ConfirmEmail(Result<Me, ConfirmEmailError>),
    Sessions(Result<Vec<OwnSession>, CallError>),
    RevokeSession(Result<(), CallError>),
    Activity(Result<Vec<AuditEntry>, CallError>),
    DeleteMe(Result<(), DeleteMeError>),
    BeginSecondFactor(Result<Enrolment, CallError>),
    ConfirmSecondFactor(Result<Enrolled, EnrolError>),
    RenewRecoveryCodes(Result<Enrolled, CallError>),
    RemoveSecondFactor(Result<Me, RemoveFactorError>),
    Accounts(Result<Window<AccountRow>, CallError>),
    /// With the search that was counted.
    CountAccounts(Search, Result<u64, CallError>),
    Matching(Result<Vec<AccountId>, CallError>),
    LoadDirectory(Result<(), CallError>),
    Account(Result<AccountDetail, CallError>),
    CreateAccount(Result<AccountRow, CreateError>),
    ResetCode(Result<ResetCode, CallError>),
    ClearSecondFactor(Result<(), CallError>),
    ClearThrottle(Result<(), CallError>),
    EndSessions(Result<u64, CallError>),
    EditAccount(Result<AccountRow, EditError>),
    AccountPage(Result<Box<AccountPage>, CallError>),
    History(Result<Window<AuditEntry>, CallError>),
    EndSession(Result<(), CallError>),
    Preview(Result<Vec<Acted>, CallError>),
    Act(Result<Vec<Acted>, CallError>),
    UndoActs(Result<Vec<Acted>, CallError>),
    SaveReport(Result<String, ExportError>),
    Desk(Result<DeskView, CallError>),
    Audit(Result<AuditPart, CallError>),
    AuditEntry(Result<LinkedEntry, CallError>),
    VerifyAudit(Result<(AuditProgress, u64), CallError>),
    ExportAudit(Result<Exported, ExportError>),
    Import(Result<ImportNews, TransferError>),
    Export(Result<ExportNews, TransferError>),
    DropReport,
    Letters(Result<Window<LetterRow>, CallError>),
    RetryLetter(Result<LetterRow, CallError>),
    SavedSearches(Result<Vec<SavedSearch>, CallError>),
    SaveSearch(Result<Vec<SavedSearch>, SaveSearchError>),
    RemoveSearch(Result<Vec<SavedSearch>, CallError>),
    Pending(Result<Window<PendingRow>, CallError>),
    Decide(Result<Vec<Decided>, CallError>),
    NotePending(Result<(), CallError>),
    Invites(Result<Vec<Invite>, CallError>),
    MakeInvite(Result<MadeInvite, InviteError>),
    RevokeInvite(Result<Invite, CallError>),
    Settings(Result<Vec<SettingRow>, CallError>),
    ChangeSetting(Result<Vec<SettingRow>, SettingError>),
    /// The call broke down: a defect of ours. The screen says so and goes on.
    Crashed,
}
