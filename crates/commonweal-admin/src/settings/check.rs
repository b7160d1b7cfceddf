//! Whether this machine is as the settings say, everything wrong at once: for `serve --check`.

use super::{DatabasePlace, Settings};
use crate::role::ProcessRole;
use std::fmt;
use std::path::Path;

/// Something on this machine that does not agree with the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingProblem {
    /// The setting, like `[secrets] folder`.
    pub setting: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl fmt::Display for SettingProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.setting, self.message, self.help)
    }
}

impl Settings {
    /// Everything on this machine that would stop a process of this role from starting. Opens no database:
    /// [`crate::Desk::check`] does that.
    pub fn check(&self, dir: &Path, role: ProcessRole) -> Vec<SettingProblem> {
        let mut problems = Vec::new();
        if let Some((certificate, key)) = self.serve.certificate.as_ref().zip(self.serve.key.as_ref()) {
            readable(dir, certificate, "[serve] certificate", &mut problems);
            readable(dir, key, "[serve] key", &mut problems);
            hidden(&dir.join(key), "[serve] key", self.group_may_read, &mut problems);
        }
        if role.opens_operations() {
            self.check_operations(dir, role, &mut problems);
        }
        let places = [("care", &self.store.care, role.opens_care()), ("vault", &self.store.vault, role.opens_care())];
        for (name, place, opened) in places {
            if opened {
                self.check_place(dir, name, place, &mut problems);
            }
        }
        problems
    }

    fn check_operations(&self, dir: &Path, role: ProcessRole, problems: &mut Vec<SettingProblem>) {
        self.check_place(dir, "operations", &self.store.operations, problems);
        let secrets = dir.join(&self.secrets);
        if !secrets.is_dir() {
            problems.push(SettingProblem {
                setting: "[secrets] folder".to_owned(),
                message: format!("there is no folder {}", secrets.display()),
                help: "make the first account: `commonweal user add` makes the databases and their keys".to_owned(),
            });
        } else {
            hidden(&secrets, "[secrets] folder", self.group_may_read, problems);
        }
        if let Some(oidc) = &self.sign_in.oidc {
            let secret = self.secret_place(dir, &oidc.client_secret_file);
            readable(dir, &secret, "[sign_in.oidc] client_secret_file", problems);
            hidden(&secret, "[sign_in.oidc] client_secret_file", self.group_may_read, problems);
        }
        problems.extend(self.without_address(role));
        if !self.sign_in.local && self.sign_in.oidc.is_none() && role != ProcessRole::CommandLine {
            problems.push(SettingProblem {
                setting: "[sign_in] local".to_owned(),
                message: "nobody can sign in: local accounts are off and there is no [sign_in.oidc]".to_owned(),
                help: "write local = true, or add [sign_in.oidc]".to_owned(),
            });
        }
    }

    /// Who serves people that sign in with a provider must know where the provider sends them back to. It may be told when the
    /// process starts, so that each has an address of its own.
    pub(crate) fn without_address(&self, role: ProcessRole) -> Option<SettingProblem> {
        let is_needed = role != ProcessRole::CommandLine && self.sign_in.oidc.is_some();
        (is_needed && self.sign_in.address.is_none()).then(|| SettingProblem {
            setting: "[sign_in.oidc]".to_owned(),
            message:
                "the provider must be told where to send people back to, and this site knows no address of its own"
                    .to_owned(),
            help: "start it with --site https://HOST, or add address = \"https://HOST\" to [sign_in]".to_owned(),
        })
    }

    fn check_place(&self, dir: &Path, name: &str, place: &DatabasePlace, problems: &mut Vec<SettingProblem>) {
        match place {
            DatabasePlace::File(file) => {
                let folder = dir.join(file);
                let folder = folder.parent().unwrap_or(dir);
                if !folder.is_dir() {
                    problems.push(SettingProblem {
                        setting: format!("[store] {name}"),
                        message: format!("there is no folder {}", folder.display()),
                        help: "make it, owned by the program's user".to_owned(),
                    });
                }
            }
            DatabasePlace::Postgres { password_file: Some(file), .. } => {
                let file = self.secret_place(dir, file);
                let setting = format!("[store] {name}_password_file");
                readable(dir, &file, &setting, problems);
                hidden(&file, &setting, self.group_may_read, problems);
            }
            DatabasePlace::Postgres { password_file: None, .. } => {}
        }
    }
}

fn readable(dir: &Path, file: &Path, setting: &str, problems: &mut Vec<SettingProblem>) {
    let path = dir.join(file);
    if let Err(error) = std::fs::File::open(&path) {
        problems.push(SettingProblem {
            setting: setting.to_owned(),
            message: format!("{} cannot be read: {error}", path.display()),
            help: "name a file that the program's user may read".to_owned(),
        });
    }
}

/// Reports a secret that others on the machine can read.
fn hidden(path: &Path, setting: &str, group_may_read: bool, problems: &mut Vec<SettingProblem>) {
    use std::os::unix::fs::PermissionsExt;
    let Ok(about) = path.metadata() else { return };
    let mode = about.permissions().mode() & 0o777;
    let open = if group_may_read { mode & 0o007 } else { mode & 0o077 };
    if open != 0 {
        let wanted = if about.is_dir() { "700" } else { "600" };
        problems.push(SettingProblem {
            setting: setting.to_owned(),
            message: format!("others on this machine can read {} (rights {mode:o})", path.display()),
            help: format!("chmod {wanted} {}", path.display()),
        });
    }
}
