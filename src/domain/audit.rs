//! What happened, to whom, by whom. Rows are only ever added.

use std::fmt;

use super::audit_search::AuditSearch;
use super::words::worded;
use super::{AccountId, Page, Seat, Timestamp, Window};

worded! {
    /// What happened. The names follow OWASP's logging vocabulary where it has one.
    AuditEvent, AuditEventError = "not an event of the audit" {
        /// The first admin was made.
        SetUp = "sys_setup", "set up";
        /// A registration was parked and its letter written.
        SignedUp = "user_signup_requested", "signed up";
        /// An address was proved and the account made.
        Verified = "user_created_verified", "verified";
        /// A wrong or spent code or token.
        VerifyFailed = "authn_code_fail", "wrong code";
        /// A new code was asked for.
        Resent = "user_code_resent", "asked for a new code";
        /// Somebody of the staff let in who had waited for it.
        Approved = "user_signup_approved", "let in";
        /// Somebody of the staff let in whose address is not proved.
        Vouched = "user_signup_vouched", "vouched for";
        /// Somebody of the staff turned a registration down.
        TurnedDown = "user_signup_refused", "turned down";
        /// An invitation was made.
        InviteMade = "user_invite_created", "made an invitation";
        /// An invitation was taken back.
        InviteRevoked = "user_invite_revoked", "took an invitation back";
        /// An account was made with an invitation.
        InviteUsed = "user_invite_used", "came with an invitation";
        /// An invitation was typed that is none.
        InviteFailed = "user_invite_fail", "wrong invitation";
        /// A rule of the house was changed.
        SettingChanged = "sys_config_changed", "changed a setting";
        /// The address of a parked registration was mended.
        AddressFixed = "user_signup_address_changed", "fixed the address";
        /// Signed in.
        LoggedIn = "authn_login_success", "signed in";
        /// A wrong name or password, or a closed account.
        LogInFailed = "authn_login_fail", "failed to sign in";
        /// The password was right, the second factor was not.
        SecondFactorFailed = "authn_mfa_fail", "failed the second step";
        /// Guesses come too fast, or were too many for today.
        LockedOut = "authn_login_lock", "had to wait";
        /// Shown the password again, for something dangerous.
        ProvedAgain = "authn_reauth_success", "confirmed the password";
        /// Signed out.
        LoggedOut = "session_ended", "signed out";
        /// A session was ended by its owner or by a rule.
        SessionRevoked = "session_revoked", "ended a session";
        /// A reset letter was asked for.
        ResetRequested = "authn_password_reset_requested", "asked for a password reset";
        /// The password was changed with the old one.
        PasswordChanged = "authn_password_change", "changed the password";
        /// The password was changed with a code.
        PasswordReset = "authn_password_reset", "reset the password";
        /// An admin made a code to choose a new password with.
        ResetCodeMade = "authn_recovery_code_issued", "made a reset code";
        /// Somebody at the machine itself opened the only admin's account again.
        BrokeGlass = "authn_break_glass", "broke the glass";
        /// A second factor counts from now on.
        SecondFactorOn = "authn_mfa_enabled", "turned two-factor on";
        /// The second factor is gone.
        SecondFactorOff = "authn_mfa_disabled", "turned two-factor off";
        /// New recovery codes; the old ones are void.
        RecoveryCodesMade = "authn_mfa_recovery_codes_issued", "made recovery codes";
        /// A recovery code took the place of the phone.
        RecoveryCodeUsed = "authn_mfa_recovery_code_used", "used a recovery code";
        /// An admin forgave wrong guesses.
        ThrottleCleared = "authn_login_unlock", "forgave wrong guesses";
        /// The password was hashed anew, for it was of an older scheme.
        Rehashed = "authn_password_rehash", "upgraded the password hash";
        /// The display name was changed.
        DetailsChanged = "user_updated", "changed details";
        /// The username was changed.
        Renamed = "user_renamed", "changed the username";
        /// A new address was named; it must prove itself.
        EmailChangeRequested = "user_email_change_requested", "asked to change the email";
        /// The new address proved itself.
        EmailChanged = "user_email_changed", "changed the email";
        /// An admin made an account.
        Created = "user_created", "created the account";
        /// An account came from a file.
        Imported = "user_imported", "imported";
        /// Accounts were written into a file.
        Exported = "data_exported", "exported accounts";
        /// An admin closed an account.
        Suspended = "user_suspended", "suspended";
        /// An admin opened it again.
        Restored = "user_restored", "restored";
        /// An admin said when an account is good.
        ValidityChanged = "user_validity_changed", "changed the validity dates";
        /// Somebody of the staff noted something about an account.
        Noted = "user_note_changed", "changed the note";
        /// Somebody of the staff saw for themselves whose address it is.
        VerifiedByHand = "user_verified_by_hand", "verified by hand";
        /// That was taken back.
        UnverifiedByHand = "user_verification_withdrawn", "took the verification back";
        /// Thrown away; gone for good a week later.
        Trashed = "user_trashed", "moved to the trash";
        /// Taken out of the trash.
        Untrashed = "user_untrashed", "took out of the trash";
        /// An admin changed a role.
        RoleChanged = "privilege_permissions_changed", "changed the role";
        /// The account was deleted.
        Deleted = "user_deleted", "deleted the account";
        /// An admin put a letter back into the queue.
        LetterRetried = "mail_retried", "retried a letter";
        /// A search was saved for everybody at the desk.
        SearchSaved = "desk_search_saved", "saved a search";
        /// A saved search was removed.
        SearchRemoved = "desk_search_removed", "removed a saved search";
        /// A copy of everything was made.
        BackedUp = "sys_backup", "made a backup";
        /// A copy was put back in the place of everything.
        PutBack = "sys_restore", "put a backup back";
        /// A letter was sent to see whether letters arrive.
        TestLetterSent = "sys_mail_test", "sent a test letter";
        /// Keys were replaced.
        KeysRotated = "crypto_keys_rotated", "rotated keys";
        /// Somebody asked for what their role may not do.
        Refused = "authz_fail", "was refused";
    }
}

/// Somebody in the audit. The name stays readable after the account is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// The account, if there is or was one.
    pub id: Option<AccountId>,
    /// The username, or `operator` for a local command, or `nobody` before somebody is known, or `vestibule` for what the
    /// program did by a rule.
    pub name: String,
}

impl Party {
    /// Somebody who has not proved who they are.
    pub fn nobody() -> Self {
        Self { id: None, name: "nobody".to_owned() }
    }

    /// The program itself, by a rule. Nobody can be called so: the name is reserved.
    pub fn house() -> Self {
        Self { id: None, name: "vestibule".to_owned() }
    }

    /// Whoever may read the data directory: a local command.
    pub fn operator() -> Self {
        Self { id: None, name: "operator".to_owned() }
    }
}

/// One row of the audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its number, counted from 1 without gaps; 0 before it is stored.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub event: AuditEvent,
    /// Who did it.
    pub actor: Party,
    /// To whom, if to somebody else or to an account at all.
    pub subject: Option<Party>,
    /// Where.
    pub seat: Seat,
    /// What it was before. Never a secret.
    pub before: Option<String>,
    /// What it is now. Never a secret.
    pub after: Option<String>,
}

/// One link of the chain: a keyed digest over the link before and the row itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct AuditLink([u8; 32]);

impl AuditLink {
    /// Before the first row.
    pub const START: Self = Self([0; 32]);

    /// As the vault made it, or as it was stored.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The stored bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for AuditLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().take(4).try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A row with its link, in the order of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedEntry {
    /// The row.
    pub entry: AuditEntry,
    /// Its link; `None` for a row from before there was a chain.
    pub link: Option<AuditLink>,
}

/// Which rows of the audit. Newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditQuery {
    /// Which.
    pub search: AuditSearch,
    /// Only rows in which this account acts or is acted upon.
    pub account: Option<AccountId>,
    /// Which part; rows are named by their number.
    pub page: Page<u64>,
    /// Most rows in the answer.
    pub limit: usize,
}

/// A part of the audit, and how far one has looked for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditPart {
    /// The rows. The total is exact where an index tells it or everything was looked at.
    pub window: Window<AuditEntry>,
    /// Whether the total is that of the whole search; else it is that of what was looked at here.
    pub counted: bool,
    /// The last number that was looked at: what comes [`Page::After`] it was not. `None`: nothing does.
    pub on_from: Option<u64>,
}
