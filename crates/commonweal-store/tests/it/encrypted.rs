//! The way to a database on another machine: encrypted, to a server that proves its name, or not at all.

use std::net::TcpListener;

use commonweal_store::{Database, OpenMode, Store, StoreAddress, StoreError};

use crate::places::at;
use crate::postgres::{self, Encrypted};

async fn open(url: &str) -> Result<Store, StoreError> {
    let address = StoreAddress::postgres(url, None).expect("the address is one");
    Store::open(&address, Database::Operations, OpenMode::Create, at(0)).await
}

#[tokio::test]
async fn a_database_elsewhere_is_reached_encrypted_and_only_where_it_proves_its_name() {
    if postgres::server().is_none() {
        return;
    }
    let programs = postgres::programs().expect("a server runs already");
    let made = || rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate is made");
    let (own, other) = (made(), made());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = |name: &str, text: String| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path.display().to_string()
    };
    let (right, wrong) = (root("right.pem", own.cert.pem()), root("wrong.pem", other.cert.pem()));
    let free = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = free.local_addr().expect("it has a number").port();
    drop(free);
    let (certificate, key) = (own.cert.pem(), own.signing_key.serialize_pem());
    let encrypted = Encrypted { certificate: &certificate, key: &key, port };
    let server = postgres::start(programs, "encrypted", Some(&encrypted));
    server.sql("CREATE DATABASE elsewhere");
    let at_host = |host: &str, how: &str| format!("postgres://commonweal@{host}:{port}/elsewhere?{how}");

    let proved = at_host("localhost", &format!("sslmode=verify-full&sslrootcert={right}"));
    let store = open(&proved).await.expect("the server proves its name");
    store.close().await;
    for (what, url) in [
        ("another authority's word", at_host("localhost", &format!("sslmode=verify-full&sslrootcert={wrong}"))),
        ("another name", at_host("127.0.0.1", &format!("sslmode=verify-full&sslrootcert={right}"))),
        ("no encryption", at_host("localhost", "sslmode=disable")),
    ] {
        let refused = open(&url).await.err().unwrap_or_else(|| panic!("{what} is taken"));
        assert!(refused.to_string().contains("elsewhere"), "{what}: {refused}");
    }
}
