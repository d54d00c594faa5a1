//! Nodes by `https`: one whose certificate the system trusts is spoken to, any other is not.

use contracts::chain::{Chain, Rpc, serve};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::Arc;

/// A certificate for `localhost`, signed by itself, and its key, made for this test by `openssl req -x509`.
const IDENTITY: &[u8] = include_bytes!("localhost.pem");
/// The node's address, for the test's other process.
const URL: &str = "ONNX2CIRCUIT_TEST_URL";

/// Serves the node at `url` by `https`; where.
fn secure(url: &str) -> String {
    let node = url.trim_start_matches("http://").to_owned();
    let certificates = CertificateDer::pem_slice_iter(IDENTITY).map(Result::unwrap).collect();
    let key = PrivateKeyDer::from_pem_slice(IDENTITY).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(config.with_no_client_auth().with_single_cert(certificates, key).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let Ok(client) = client else { return };
            let mut client = StreamOwned::new(ServerConnection::new(Arc::clone(&config)).unwrap(), client);
            let mut question = vec![0; 1 << 16];
            // Questions are short, and come in one piece or two: a head, and a body.
            let mut length = 0;
            while let Ok(more @ 1..) = client.read(&mut question[length..]) {
                length += more;
                if question[..length].ends_with(b"}") {
                    break;
                }
            }
            if length == 0 {
                continue;
            }
            let mut there = TcpStream::connect(&node).unwrap();
            there.write_all(&question[..length]).unwrap();
            let mut answer = Vec::new();
            there.read_to_end(&mut answer).unwrap();
            let _ = client.write_all(&answer);
            client.conn.send_close_notify();
            let _ = client.flush();
        }
    });
    format!("https://localhost:{port}")
}

/// Not a test but another process of the one below.
#[test]
fn asks() {
    if let Ok(url) = std::env::var(URL) {
        match Rpc::new(&url).block(None) {
            Ok(block) => println!("block {}", block.number),
            Err(error) => println!("error: {error}"),
        }
    }
}

#[test]
fn a_certificate_is_trusted_or_not() {
    let serving = serve(0).unwrap();
    let url = secure(&serving.url);
    let folder = tempfile::tempdir().unwrap();
    let trusted = folder.path().join("trusted.pem");
    std::fs::write(&trusted, IDENTITY).unwrap();
    let ask = |certificates: &std::path::Path| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "https::asks", "--nocapture"]).env(URL, &url);
        command.env("SSL_CERT_FILE", certificates).env_remove("SSL_CERT_DIR");
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    let said = ask(&trusted);
    assert!(said.contains("block 0"), "{said}");
    // The system's own, which do not have it.
    let said = ask("/etc/ssl/certs/ca-certificates.crt".as_ref());
    assert!(said.contains("error: https://localhost") && !said.contains("block"), "{said}");
}
