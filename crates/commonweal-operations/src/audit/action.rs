//! `action` is the vocabulary of what an audit entry can say was done.

use crate::words::words;

words! {
    /// What was done or tried. A word once written is never taken away or given another sense.
    pub enum Action("an action") {
        /// Somebody signed in.
        SignedIn = "signed-in", "Signed in";
        /// A sign-in was refused.
        SignInRefused = "sign-in-refused", "Sign-in refused";
        /// Somebody signed out.
        SignedOut = "signed-out", "Signed out";
        /// A session was ended by time or by somebody else.
        SessionEnded = "session-ended", "Session ended";
        /// A session was extended.
        SessionExtended = "session-extended", "Session extended";
        /// Somebody chose a role and a purpose.
        PurposeChosen = "purpose-chosen", "Purpose chosen";
        /// An account was made and its invitation shown.
        AccountInvited = "account-invited", "Account invited";
        /// An invitation was used.
        InvitationAccepted = "invitation-accepted", "Invitation accepted";
        /// An invitation was refused.
        InvitationRefused = "invitation-refused", "Invitation refused";
        /// An invitation was withdrawn.
        InvitationWithdrawn = "invitation-withdrawn", "Invitation withdrawn";
        /// An account's name or sign-in was changed.
        AccountChanged = "account-changed", "Account changed";
        /// An account was suspended.
        AccountSuspended = "account-suspended", "Account suspended";
        /// An account was resumed.
        AccountResumed = "account-resumed", "Account resumed";
        /// An account was ended.
        AccountEnded = "account-ended", "Account ended";
        /// An account was reset.
        AccountReset = "account-reset", "Account reset";
        /// A password was changed.
        PasswordChanged = "password-changed", "Password changed";
        /// A second factor was set up.
        SecondFactorEnrolled = "second-factor-enrolled", "Second factor set up";
        /// A second factor was taken away.
        SecondFactorReset = "second-factor-reset", "Second factor reset";
        /// A recovery code was used.
        RecoveryCodeUsed = "recovery-code-used", "Recovery code used";
        /// New recovery codes were made.
        RecoveryCodesMade = "recovery-codes-made", "Recovery codes made";
        /// A service account was made.
        ServiceAccountMade = "service-account-made", "Service account made";
        /// A key of a service account was made.
        ServiceTokenMade = "service-token-made", "Service key made";
        /// A key of a service account was ended.
        ServiceTokenEnded = "service-token-ended", "Service key ended";
        /// A grant was given.
        GrantGiven = "grant-given", "Grant given";
        /// A grant was ended.
        GrantEnded = "grant-ended", "Grant ended";
        /// A page that is not public was read.
        PageViewed = "page-viewed", "Page viewed";
        /// A page was denied.
        PageDenied = "page-denied", "Page denied";
        /// A person's entry was read.
        PersonViewed = "person-viewed", "Person viewed";
        /// A person was re-identified.
        PersonReidentified = "person-reidentified", "Person re-identified";
        /// Records were imported.
        RecordsImported = "records-imported", "Records imported";
        /// Records of people who opted out were purged.
        RecordsPurged = "records-purged", "Records purged";
        /// Opt-outs were applied.
        OptOutsApplied = "opt-outs-applied", "Opt-outs applied";
        /// A query was run.
        QueryRun = "query-run", "Query run";
        /// A file was exported.
        FileExported = "file-exported", "File exported";
        /// A release was proposed.
        ReleaseProposed = "release-proposed", "Release proposed";
        /// A release was checked by a second person.
        ReleaseChecked = "release-checked", "Release checked";
        /// A proposed release was given back by a second person.
        ReleaseReturned = "release-returned", "Release returned";
        /// The audit report or the figures of a proposed release were read.
        ReleaseAudited = "release-audited", "Release audit read";
        /// A release was withdrawn.
        ReleaseWithdrawn = "release-withdrawn", "Release withdrawn";
        /// An organisation was recorded.
        OrganisationRecorded = "organisation-recorded", "Organisation recorded";
        /// An organisation was changed.
        OrganisationChanged = "organisation-changed", "Organisation changed";
        /// An owner was recorded.
        OwnershipRecorded = "ownership-recorded", "Owner recorded";
        /// An ownership was ended.
        OwnershipEnded = "ownership-ended", "Ownership ended";
        /// A record of the plan was begun: a part of a framework, a commitment, an initiative.
        PlanRecorded = "plan-recorded", "Record of the plan begun";
        /// A record of the plan was changed.
        PlanChanged = "plan-changed", "Record of the plan changed";
        /// A record of the plan was taken back to an earlier version.
        PlanUndone = "plan-undone", "Record of the plan taken back";
        /// A framework was imported from a file.
        FrameworkImported = "framework-imported", "Framework imported";
        /// An agreement or legal basis was recorded.
        AgreementRecorded = "agreement-recorded", "Agreement recorded";
        /// An agreement or legal basis was changed.
        AgreementChanged = "agreement-changed", "Agreement changed";
        /// An agreement or legal basis was ended.
        AgreementEnded = "agreement-ended", "Agreement ended";
        /// A job ran on its legal basis.
        JobRun = "job-run", "Job run";
        /// A job was refused for want of a legal basis.
        JobRefused = "job-refused", "Job refused";
        /// A setting was changed.
        SettingsChanged = "settings-changed", "Settings changed";
        /// The audit was read.
        AuditRead = "audit-read", "Audit read";
        /// The audit was verified.
        AuditVerified = "audit-verified", "Audit verified";
        /// The audit was exported.
        AuditExported = "audit-exported", "Audit exported";
        /// The head of the audit was signed and copied outside.
        HeadSigned = "head-signed", "Audit head signed";
        /// A backup was made.
        BackupMade = "backup-made", "Backup made";
        /// A backup was verified.
        BackupVerified = "backup-verified", "Backup verified";
        /// An old backup was removed.
        BackupExpired = "backup-expired", "Backup expired";
        /// The installation was restored from a backup.
        Restored = "restored", "Restored from a backup";
        /// A restore was practised.
        RestoreDrilled = "restore-drilled", "Restore practised";
        /// What was past its time was removed.
        RetentionApplied = "retention-applied", "Retention applied";
        /// A database was made.
        DatabaseMade = "database-made", "Database made";
        /// A database was brought to a newer shape.
        DatabaseMigrated = "database-migrated", "Database migrated";
        /// A server was started.
        ServerStarted = "server-started", "Server started";
        /// A server was stopped.
        ServerStopped = "server-stopped", "Server stopped";
        /// A key was made.
        KeyMade = "key-made", "Key made";
        /// A key was replaced.
        KeyRotated = "key-rotated", "Key replaced";
    }
}

words! {
    /// Whether what was tried was done.
    pub enum Outcome("an outcome") {
        /// It was done.
        Allowed = "allowed", "Allowed";
        /// It was denied.
        Denied = "denied", "Denied";
    }
}

words! {
    /// Whose chain an entry belongs to: each database has one.
    pub enum Chain("a chain of the audit") {
        /// The operations database.
        Operations = "operations", "Operations";
        /// The care database.
        Care = "care", "Care";
        /// The identity vault.
        Vault = "vault", "Vault";
    }
}
