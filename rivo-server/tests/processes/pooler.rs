//! A PgBouncer in transaction mode before a test's database.

use std::{
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    time::Duration,
};

use crate::server::Database;

/// Fewer than the two nodes hold connections, so that sessions change hands all the time.
const SERVER_CONNECTIONS: usize = 3;

pub(crate) struct Pooler {
    child: Child,
    url: String,
    _folder: tempfile::TempDir,
}

impl Pooler {
    pub(crate) async fn start(direct: &Database) -> Self {
        let (host, name) = direct.url.rsplit_once('/').unwrap();
        let (_, port) = host.rsplit_once(':').unwrap();
        let listen_port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let folder = tempfile::tempdir().unwrap();
        let settings = folder.path().join("pgbouncer.ini");
        std::fs::write(
            &settings,
            format!(
                "[databases]\n* = host=127.0.0.1 port={port} user=postgres\n\n[pgbouncer]\n\
                 listen_addr = 127.0.0.1\nlisten_port = {listen_port}\nunix_socket_dir =\n\
                 auth_type = any\npool_mode = transaction\nmax_client_conn = 200\n\
                 default_pool_size = {SERVER_CONNECTIONS}\nlog_connections = 0\n\
                 log_disconnections = 0\n"
            ),
        )
        .unwrap();
        let child = Command::new("/bin/sh")
            .arg("-c")
            // It refuses to run as root.
            .arg(
                "if [ \"$(id -u)\" = 0 ]; then chown -R postgres \"${1%/*}\"; \
                 exec setpriv --reuid postgres --regid postgres --clear-groups pgbouncer -q \"$1\"; \
                 else exec pgbouncer -q \"$1\"; fi",
            )
            .arg("sh")
            .arg(&settings)
            .env("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin")
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let mut pooler = Self {
            child,
            url: format!("postgres://postgres@127.0.0.1:{listen_port}/{name}"),
            _folder: folder,
        };
        for _ in 0..400 {
            if TcpStream::connect(("127.0.0.1", listen_port)).is_ok() {
                return pooler;
            }
            let ended = pooler.child.try_wait().unwrap();
            assert!(
                ended.is_none(),
                "pgbouncer ended ({ended:?}): is it installed? `cargo xtask test` installs it"
            );
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("pgbouncer does not listen on port {listen_port}");
    }

    /// The same database, by way of the pooler.
    pub(crate) fn database(&self) -> Database {
        Database::at(self.url.clone())
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
