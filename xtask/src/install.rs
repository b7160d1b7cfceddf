//! Does docs/install.md give a working installation? Its blocks of shell are run in their order, in one shell, as written; then
//! a person signs in, a backup is made, and it is tried whether it comes back. All of it happens over a copy of this machine's
//! files that exists in memory alone and among processes that end with it, so that nothing is left behind.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::{shell, tools};

/// The page.
const PAGE: &str = "docs/install.md";
/// What its last block prints when all that it starts answers.
const INSTALLED: &str = "installed";
/// What our own last line prints.
const PROVED: &str = "both signed in, and the audit is whole";
/// The ports the page uses; another server must not answer there in the place of ours.
const PORTS: &[u16] = &[80, 443, 4400, 5432, 8081, 8082, 8083, 9481, 9482, 9483];
/// The longest that following it may take.
const MOST_SECONDS: &str = "2400";

/// Mounts this machine's files under a layer of memory, with processes, sockets and temporary files of its own, and runs a
/// script there. All mounts and processes end with it; what it says is kept.
const APART: &str = r#"
set -euo pipefail
layer="$1/layer" root="$1/root" names="$(cat /etc/resolv.conf 2>/dev/null || true)"
mkdir -p "$layer" "$root" "$1/told"
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs "$layer"
mkdir "$layer/upper" "$layer/work"
mount -t overlay overlay -o "lowerdir=/,upperdir=$layer/upper,workdir=$layer/work" "$root"
mount --rbind /dev "$root/dev"
mount --rbind /sys "$root/sys"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mkdir -m 1777 "$root/run/lock"
chmod 1777 "$root/tmp"
mount --bind "$1/told" "$root$1/told"
rm -f "$root/etc/resolv.conf"
printf '%s\n' "$names" > "$root/etc/resolv.conf"
exec chroot "$root" bash -euo pipefail "$2" > "$1/told/all" 2>&1
"#;

/// Before the page: Debian's package makes a cluster when it is installed, unless it was installed for tests, without one; and
/// the organisation has a sign-in of its own, a certified server.
const BEFORE: &str = r#"
cd "$COMMONWEAL_SOURCE"
if command -v pg_lsclusters > /dev/null && [ -z "$(pg_lsclusters --no-header)" ]; then
    pg_createcluster "$(ls /usr/lib/postgresql | sort --version-sort | tail --lines 1)" main
fi
SITE=commonweal.example.org ANALYSIS=analysis.commonweal.example.org CARE=care.commonweal.example.org
OIDC_CLIENT_ID=commonweal OIDC_CLIENT_SECRET_FILE=/run/oidc-client-secret OIDC_ISSUER=http://127.0.0.1:4400
(umask 077 && head --bytes 32 /dev/urandom | od -A n -t x1 | tr -d ' \n' > "$OIDC_CLIENT_SECRET_FILE")
node crates/commonweal-identity/tests/provider/provider.mjs --port 4400 --acr mfa \
    --client-id "$OIDC_CLIENT_ID" --client-secret "$(cat "$OIDC_CLIENT_SECRET_FILE")" \
    --redirect-uri "https://$ANALYSIS/sign-in/callback" --redirect-uri "https://$CARE/sign-in/callback" \
    > /run/provider.log 2>&1 &
for attempt in $(seq 60); do grep -q '^ready' /run/provider.log && break; sleep 1; done
cat /run/provider.log
grep -q '^ready' /run/provider.log
"#;

/// After the page: the administrator works with what it made. The names are those that the page sets.
const AFTER: &str = r#"
echo "== a person accepts the invitation and signs in"
sign_in() { python3 "$COMMONWEAL_SOURCE/xtask/src/sign_in.py" "https://$ANALYSIS" /etc/commonweal/tls/certificate.pem "$@"; }
sign_in "$ADMINISTRATOR" "$INVITATION_CODE"
echo "== another accepts an invitation by the organisation's own sign-in"
code="$(as_owner commonweal user add iris@example.org --name "Iris Example" --role ig-lead --scope system \
    --dir "$WORKSPACE" | sed -n 's/^Invitation code: //p')"
sign_in iris@example.org "$code" "$OIDC_ISSUER"
as_owner commonweal audit verify --dir "$WORKSPACE"
"#;

/// Follows the page.
///
/// # Errors
/// Where this is not a machine's administrator at work, a port is taken, a command of the page fails, or what it gives does
/// not work; with the end of what was printed.
pub(crate) fn followed(binary: &Path) -> Result<String> {
    if shell::output("id", &["--user"])?.trim() != "0" {
        bail!(
            "this proof must run as root: {PAGE} is for a machine's administrator; it is followed over a copy of the \
             machine's files that exists in memory alone"
        );
    }
    for port in PORTS {
        TcpListener::bind((Ipv4Addr::UNSPECIFIED, *port)).with_context(|| {
            format!("port {port} is taken; stop what listens there, or prove this on another machine")
        })?;
    }
    tools::ensure()?;
    let root = shell::root();
    let page = fs::read_to_string(root.join(PAGE)).with_context(|| format!("{PAGE} cannot be read"))?;
    let blocks = blocks(&page);
    if blocks.is_empty() {
        bail!("{PAGE} has no block of shell to follow");
    }
    let folder = root.join("target/install");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("{} cannot be cleared", folder.display()))?;
    }
    fs::create_dir_all(&folder)?;
    let (apart, script) = (folder.join("apart.sh"), folder.join("page.sh"));
    fs::write(&apart, APART)?;
    fs::write(&script, script_of(&blocks))?;

    let begun = Instant::now();
    println!("    {} blocks of {PAGE}, followed apart from this machine's files", blocks.len());
    let apart_from_all =
        ["--kill-after=10", MOST_SECONDS, "unshare", "--mount", "--pid", "--fork", "--kill-child", "bash"];
    let mut command = shell::command("timeout", &apart_from_all);
    command.arg(&apart).arg(&folder).arg(&script).stdin(Stdio::null());
    command.env("COMMONWEAL_SOURCE", &root).env("COMMONWEAL_PROGRAM", binary).env("COMMONWEAL_PROOF", &folder);
    let output = command.output().context("`timeout` cannot be started; it comes with Debian's coreutils")?;
    let told = fs::read(folder.join("told/all")).unwrap_or_default();
    let told = String::from_utf8_lossy(&told).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let log = root.join("target/install.log");
    fs::write(&log, &told).with_context(|| format!("{} cannot be written", log.display()))?;
    fs::remove_dir_all(&folder).with_context(|| format!("{} cannot be removed", folder.display()))?;
    let has = |line: &str| told.lines().any(|told| told == line);
    if !output.status.success() || !has(INSTALLED) || !has(PROVED) {
        bail!(
            "ended with {}, {}; the whole is in target/install.log\n{}",
            output.status,
            if has(INSTALLED) { "after the page had installed it" } else { "within the page" },
            end_of(&told)
        );
    }
    Ok(format!(
        "{} blocks, {} lines of shell, in {:.0} s: databases, keys, certificate and three processes stand; one person accepts \
         an invitation and signs in over TLS with a password and an app, another with the organisation's own sign-in (OpenID \
         Connect); a backup is made and comes back; nothing is left on the machine",
        blocks.len(),
        blocks.iter().map(|block| block.text.lines().count()).sum::<usize>(),
        begun.elapsed().as_secs_f64()
    ))
}

/// A block of shell of the page, and the line it begins in.
#[derive(Debug, PartialEq)]
struct Block {
    line: usize,
    text: String,
}

/// What stands between "```sh" and "```"; other blocks are shown and not run.
fn blocks(page: &str) -> Vec<Block> {
    let (mut found, mut open): (Vec<Block>, Option<bool>) = (Vec::new(), None);
    for (at, line) in page.lines().enumerate() {
        match (open, line.trim_end()) {
            (None, fence) if fence.starts_with("```") => {
                let runs = fence == "```sh";
                open = Some(runs);
                if runs {
                    found.push(Block { line: at + 1, text: String::new() });
                }
            }
            (Some(_), "```") => open = None,
            (Some(true), _) => {
                if let Some(block) = found.last_mut() {
                    block.text.push_str(line);
                    block.text.push('\n');
                }
            }
            _ => {}
        }
    }
    found
}

/// One script of all blocks; each says where it stands, so that a failure can be found.
fn script_of(blocks: &[Block]) -> String {
    let mut script = BEFORE.to_owned();
    for block in blocks {
        script.push_str(&format!("echo '== {PAGE}:{}'\n{}", block.line, block.text));
    }
    script + AFTER + "echo '" + PROVED + "'\n"
}

fn end_of(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(30)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE_OF_TWO: &str =
        "# Title\n\n```sh\na=1\n\nb=2\n```\n\nWords.\n\n```toml\n[serve]\n```\n\n```sh\necho installed\n```\n";

    #[test]
    fn blocks_of_shell_are_taken_in_their_order_and_no_others() {
        let found = blocks(PAGE_OF_TWO);
        assert_eq!(
            found,
            [
                Block { line: 3, text: "a=1\n\nb=2\n".to_owned() },
                Block { line: 15, text: "echo installed\n".to_owned() },
            ]
        );
    }

    #[test]
    fn the_script_says_where_each_block_stands_and_ends_with_the_proof() {
        let script = script_of(&blocks(PAGE_OF_TWO));
        assert!(script.contains(&format!("echo '== {PAGE}:15'\necho installed\n")));
        assert!(script.trim_end().ends_with(&format!("echo '{PROVED}'")));
    }
}
