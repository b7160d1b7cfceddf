//! Serving: by TLS, with slow clients cut off, and an end that answers what is under way.

use super::world::World;
use crate::site::site;
use commonweal_admin::ProcessRole;
use commonweal_web::{ServeError, ServeOptions, TlsFiles, serve};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};

struct Serving {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: tokio::task::JoinHandle<Result<(), ServeError>>,
}

async fn begin(desk: Option<commonweal_admin::Desk>, options: ServeOptions) -> Serving {
    super::leaks::lines();
    let (ready, address) = oneshot::channel();
    let (stop, stopped) = oneshot::channel::<()>();
    let site = tokio::task::spawn_blocking(|| Arc::new(site())).await.unwrap();
    let ready = |address| {
        let _ = ready.send(address);
    };
    let task = tokio::spawn(serve(site, desk.map(Arc::new), options, ready, async {
        let _ = stopped.await;
    }));
    Serving { address: address.await.unwrap(), stop, task }
}

const REQUEST: &[u8] = b"GET /sign-in HTTP/1.1\r\nHost: analysis.example.org\r\nConnection: close\r\n\r\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tls_answers_and_the_last_head_is_signed_at_the_end() {
    let world = World::new().await;
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let files = TlsFiles { certificate: world.dir.path().join("c.pem"), key: world.dir.path().join("k.pem") };
    std::fs::write(&files.certificate, made.cert.pem()).unwrap();
    std::fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
    let mut options = ServeOptions::new("127.0.0.1:0".parse().unwrap());
    options.tls = Some(files);
    let desk = world.desk(ProcessRole::Analysis).await;
    let serving = begin(Some(desk), options).await;
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(made.cert.der().to_vec())).unwrap();
    let provider = Arc::new(crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(serving.address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap();
    stream.write_all(REQUEST).await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert!(answer.contains("__Host-commonweal-form=") && answer.contains("Secure"), "{answer}");
    // Plain words at a TLS door get no page.
    let mut plain = TcpStream::connect(serving.address).await.unwrap();
    plain.write_all(REQUEST).await.unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer).await;
    assert!(!String::from_utf8_lossy(&answer).contains("HTTP/1.1 200"));
    serving.stop.send(()).unwrap();
    serving.task.await.unwrap().unwrap();
    let heads = std::fs::read_dir(world.dir.path().join("audit-heads")).unwrap().count();
    assert!(heads > 0, "no head was signed at the end");
}

#[tokio::test]
async fn a_wrong_certificate_and_an_unsafe_address_are_refused_with_words() {
    super::leaks::lines();
    let world = World::new().await;
    let site = tokio::task::spawn_blocking(|| Arc::new(site())).await.unwrap();
    let desk = Arc::new(world.desk(ProcessRole::Analysis).await);
    let refused = async |options: ServeOptions| {
        let never = std::future::pending();
        serve(Arc::clone(&site), Some(Arc::clone(&desk)), options, |_| {}, never).await.unwrap_err().to_string()
    };
    let open = ServeOptions::new("0.0.0.0:0".parse().unwrap());
    assert!(refused(open.clone()).await.contains("plain HTTP"), "passwords would cross the network readable");
    let path = world.dir.path().join("not.pem");
    std::fs::write(&path, "not a certificate").unwrap();
    let tls = Some(TlsFiles { certificate: path.clone(), key: path });
    assert!(refused(ServeOptions { tls, ..open }).await.contains("holds no certificate"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_says_nothing_is_cut_off_and_the_end_is_quick() {
    let serving = begin(None, ServeOptions::new("127.0.0.1:0".parse().unwrap())).await;
    let mut slow = TcpStream::connect(serving.address).await.unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow:").await.unwrap();
    let began = Instant::now();
    let mut answer = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(25), slow.read_to_end(&mut answer)).await;
    assert!(ended.is_ok(), "a slow client is waited for");
    assert!(began.elapsed() > Duration::from_secs(5), "a client has no time to speak");
    let mut quick = TcpStream::connect(serving.address).await.unwrap();
    quick.write_all(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    quick.read_to_string(&mut answer).await.unwrap();
    assert!(answer.ends_with("ok\n"), "{answer}");
    assert!(answer.contains("x-request-id: "), "{answer}");
    serving.stop.send(()).unwrap();
    let began = Instant::now();
    serving.task.await.unwrap().unwrap();
    assert!(began.elapsed() < Duration::from_secs(10), "the end took {:?}", began.elapsed());
}
