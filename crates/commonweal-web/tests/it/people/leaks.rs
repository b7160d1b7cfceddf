//! Secrets in lines and counts: words planted where secrets are typed are looked for in everything the site says of it.

use super::world::{ADDRESS, PASSWORD, World, generous};
use commonweal_admin::ProcessRole;
use commonweal_operations::{Purpose, Role};
use commonweal_web::{Log, PeopleOptions, ServeOptions, serve};
use std::io::{self, Write};
use std::sync::{Arc, Mutex, OnceLock};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
pub(super) struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// The lines of this process: whoever serves first begins to write them, and only the first can.
pub(super) fn lines() -> &'static Lines {
    static LINES: OnceLock<Lines> = OnceLock::new();
    LINES.get_or_init(|| {
        let lines = Lines::default();
        let levels = "info,commonweal=trace,commonweal_web=trace,commonweal_admin=trace,commonweal_store=trace,commonweal_identity=trace";
        let writing = tracing_subscriber::fmt().with_env_filter(EnvFilter::new(levels)).with_writer(lines.clone());
        writing.with_ansi(false).try_init().unwrap();
        lines
    })
}

/// Asks over a connection, and returns all that came back.
async fn over(address: std::net::SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

fn form(address: &str, cookies: &str, body: &str) -> String {
    format!(
        "POST {address} HTTP/1.1\r\nHost: analysis.example.org\r\nOrigin: {ADDRESS}\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookies}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lines_and_counts_name_routes_and_hold_no_secret() {
    let lines = lines();
    let world = World::new().await;
    let desk = Arc::new(world.desk(ProcessRole::Analysis).await);
    let mut options = ServeOptions::new("127.0.0.1:0".parse().unwrap());
    let metrics = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    options.metrics = Some(metrics);
    options.log = Log::Json;
    let (ready, address) = tokio::sync::oneshot::channel();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let site = Arc::new(crate::site::site());
    let serving = tokio::spawn(serve(site, Some(desk), options, |address| ready.send(address).unwrap(), async {
        let _ = stopped.await;
    }));
    let address = address.await.unwrap();
    let first = over(address, "GET /sign-in?canary-query=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    let page = over(address, "GET /sign-in HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    let cookie = page.split("set-cookie: ").nth(1).unwrap().split(';').next().unwrap().to_owned();
    let token = super::world::between(&page, "name=\"token\" value=\"", "\"").to_owned();
    let body = format!("token={token}&user=canary-user&password=canary-password");
    let answer = over(address, &form("/sign-in", &format!("{cookie}; __Host-commonweal=canary-session"), &body)).await;
    assert!(answer.contains("do not go together"), "{answer}");
    let body = format!("token={token}&code=canary-invitation");
    over(address, &form("/invitation", &cookie, &body)).await;
    let keyed = "GET /api/v1/ HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer canary-key\r\nConnection: close\r\n\r\n";
    assert!(over(address, keyed).await.starts_with("HTTP/1.1 401"));
    over(address, "GET /indicators/canary-path HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    let counts = over(metrics, "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    stop.send(()).unwrap();
    serving.await.unwrap().unwrap();
    assert!(first.contains("x-request-id: "), "{first}");
    let said = String::from_utf8_lossy(&lines.0.lock().unwrap()).into_owned();
    assert!(said.contains("/indicators/{id}"), "lines name routes: {said}");
    assert!(counts.contains("commonweal_requests_total{route=\"/sign-in\",status=\"4xx\"} 1"), "{counts}");
    assert!(counts.contains("commonweal_sign_ins_total{outcome=\"refused\"} 1"), "{counts}");
    assert!(counts.contains("# EOF"), "{counts}");
    for (what, text) in [("lines", &said), ("counts", &counts)] {
        assert!(
            !text.contains("canary"),
            "{what} hold a secret: {}",
            text.split("canary").next().unwrap_or_default().len()
        );
        assert!(!text.contains(token.as_str()), "{what} hold a token");
    }
}

#[tokio::test]
async fn the_debug_of_what_holds_secrets_hides_them() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let ada = world.somebody(&router, "ada@example.org", &[World::grant(Role::Administrator)]).await;
    let browser = world.at_work(&router, &ada, Role::Administrator, Purpose::Operation).await;
    let cookie = browser.cookies["__Host-commonweal"].clone();
    let desk = world.desk(ProcessRole::Analysis).await;
    let request = commonweal_admin::Request::new("r");
    let visitor = desk.session(&cookie, request).await.unwrap().expect("the session is known");
    let said = format!("{visitor:?}");
    assert!(said.contains("[secret]") && !said.contains(&cookie) && !said.contains(PASSWORD), "{said}");
    assert!(format!("{:?}", PeopleOptions::default()).contains("is_secure: true"));
}
