//! `postgres` starts one private PostgreSQL for the test binary, from the system's own programs, in a temporary folder, with
//! `fsync` left on; each test gets a database of its own.
//!
//! COMMONWEAL_POSTGRES says what to do: `required` starts one and fails without; a superuser's address without a password
//! uses that server; empty or unset starts one where there is one and else says loudly that it was left out.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use commonweal_store::StoreAddress;

/// A server to make databases on.
pub(crate) struct Server {
    /// The address without the database: `postgres://user@host`.
    base: String,
    /// The arguments that lead psql there.
    psql: Vec<String>,
    programs: PathBuf,
}

static SERVER: OnceLock<Option<Server>> = OnceLock::new();
static NEXT: AtomicU32 = AtomicU32::new(0);

/// The server of this run; none where there is no PostgreSQL and none is required.
pub(crate) fn server() -> Option<&'static Server> {
    SERVER
        .get_or_init(|| {
            let wish = std::env::var("COMMONWEAL_POSTGRES").unwrap_or_default();
            if wish.starts_with("postgres") {
                return Some(given(&wish));
            }
            let Some(programs) = programs() else {
                assert!(wish != "required", "COMMONWEAL_POSTGRES=required, but there is no PostgreSQL on this machine");
                eprintln!("LEFT OUT: no PostgreSQL on this machine; these tests ran on SQLite only");
                return None;
            };
            Some(start(programs, "plain", None))
        })
        .as_ref()
}

pub(crate) fn programs() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|folder| folder.join("initdb").exists())
        .collect();
    found.sort();
    found.pop()
}

fn given(address: &str) -> Server {
    let programs = programs().unwrap_or_else(|| PathBuf::from("/usr/bin"));
    let base = address.trim_end_matches('/').to_owned();
    Server { psql: vec![format!("{base}/postgres")], base, programs }
}

/// PostgreSQL refuses to run as root; the tests may, because some mount a small disk.
fn as_server_user(program: &Path) -> Command {
    if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    }
}

pub(crate) fn is_root() -> bool {
    let out = Command::new("id").arg("-u").output().expect("`id` runs");
    out.stdout.starts_with(b"0\n")
}

/// How a server answers over the network: with this certificate and key, in PEM, and no other way.
pub(crate) struct Encrypted<'a> {
    pub(crate) certificate: &'a str,
    pub(crate) key: &'a str,
    pub(crate) port: u16,
}

pub(crate) fn start(programs: PathBuf, name: &str, encrypted: Option<&Encrypted<'_>>) -> Server {
    let folder = std::env::temp_dir().join(format!("commonweal-postgres-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the folder of the server is made");
    if is_root() {
        let changed = Command::new("chown").arg("postgres").arg(&folder).status().expect("`chown` runs");
        assert!(changed.success(), "the folder of the server is given to its user");
    }
    let data = folder.join("data");
    let made = as_server_user(&programs.join("initdb"))
        .args(["--auth=trust", "--username=commonweal", "--encoding=UTF8", "--locale=C.UTF-8", "-D"])
        .arg(&data)
        .current_dir("/")
        .stdout(Stdio::null())
        .status()
        .expect("initdb runs");
    assert!(made.success(), "initdb makes the cluster");
    // Who is called `locked` needs a password; the others are trusted.
    let hosts = data.join("pg_hba.conf");
    let trusted = std::fs::read_to_string(&hosts).expect("the rules of access are there");
    let trusted = if encrypted.is_some() { trusted.replace("\nhost ", "\nhostssl ") } else { trusted };
    std::fs::write(&hosts, format!("local all locked scram-sha-256\n{trusted}")).expect("written");
    let mut network = vec!["-c".to_owned(), "listen_addresses=".to_owned()];
    if let Some(Encrypted { certificate, key, port }) = encrypted {
        for (file, text) in [("server.crt", certificate), ("server.key", key)] {
            let path = data.join(file);
            std::fs::write(&path, text).expect("written");
            let changed = Command::new("chmod").arg("600").arg(&path).status().expect("`chmod` runs");
            let given = !is_root()
                || Command::new("chown").arg("postgres").arg(&path).status().expect("`chown` runs").success();
            assert!(changed.success() && given, "the server's user alone may read {file}");
        }
        network = ["-c", "listen_addresses=localhost", "-c", "ssl=on", "-c"].map(str::to_owned).to_vec();
        network.push(format!("port={port}"));
    }
    let socket = folder.display().to_string();
    let server = as_server_user(&programs.join("postgres"))
        .arg("-D")
        .arg(&data)
        .args(network)
        .args(["-c", "max_connections=400", "-c", "shared_buffers=64MB"])
        .args(["-c", &format!("unix_socket_directories={socket}")])
        .current_dir("/")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    wait_aside(server.expect("postgres starts"));
    let base = format!("postgres://commonweal@{}", socket.replace('/', "%2F"));
    let mut psql: Vec<String> = ["-h", &socket, "-U", "commonweal", "-d", "postgres"].map(str::to_owned).to_vec();
    psql.extend(encrypted.iter().flat_map(|encrypted| ["-p".to_owned(), encrypted.port.to_string()]));
    stop_with_this_process(&programs, &folder);
    let server = Server { base, psql, programs };
    let began = Instant::now();
    while !server.try_sql("SELECT 1") {
        assert!(began.elapsed() < Duration::from_secs(60), "the server answers within a minute");
        std::thread::sleep(Duration::from_millis(100));
    }
    server
}

/// Stops the server and removes its folder when this process ends, however it ends.
fn stop_with_this_process(programs: &Path, folder: &Path) {
    let script = "while kill -0 \"$1\" 2>/dev/null; do sleep 0.5; done; kill -QUIT \"$(head -n 1 \"$2/data/postmaster.pid\")\"; \
                  sleep 1; rm -rf \"$2\"";
    let mut watch = Command::new("sh");
    watch.args(["-c", script, "watch", &std::process::id().to_string()]).arg(folder).current_dir("/");
    watch.env("PATH", format!("{}:/usr/bin:/bin", programs.display()));
    let watching = watch.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    wait_aside(watching.expect("`sh` runs"));
}

/// A process that ends when it likes is waited for in a thread of its own.
fn wait_aside(mut child: Child) {
    std::thread::spawn(move || child.wait());
}

impl Server {
    fn try_sql(&self, sql: &str) -> bool {
        let mut command = Command::new(self.programs.join("psql"));
        command.args(&self.psql).args(["-q", "-v", "ON_ERROR_STOP=1", "-c", sql]).current_dir("/");
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    }

    /// Runs a statement as the superuser.
    pub(crate) fn sql(&self, sql: &str) {
        assert!(self.try_sql(sql), "psql does: {sql}");
    }

    /// The address of a database.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("{}/{database}", self.base)
    }

    /// The address of a database for the user who needs a password; none on a server that was given, whose rules are its own.
    pub(crate) fn locked_url(&self, database: &str) -> Option<String> {
        let (ours, place) = ("postgres://commonweal@", self.url(database));
        place
            .strip_prefix(ours)
            .filter(|place| place.starts_with("%2F"))
            .map(|place| format!("postgres://locked@{place}"))
    }

    /// A new, empty database.
    pub(crate) fn database(&self) -> (String, StoreAddress) {
        let name = format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        self.sql(&format!("CREATE DATABASE {name}"));
        let address = StoreAddress::postgres(&self.url(&name), None).expect("the address is one");
        (name, address)
    }
}
