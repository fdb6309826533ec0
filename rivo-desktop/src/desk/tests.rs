//! What lies on the disk, and who can open it.

use std::{fs, path::Path};

use rivo_core::{
    Error,
    api::client::ClientFilter,
    auth::Actor,
    service::{Options, Rivo, UserFilter},
    store::{DatabaseUrl, FirstStatement},
};
use rivo_server::seed;
use uuid::Uuid;

use super::{
    demo,
    folder::Folder,
    seal::{Secrets, is_encrypting},
};

const SALT: Uuid = Uuid::from_u128(7);

fn secrets(folder: &Folder, passphrase: &str) -> Secrets {
    Secrets::under_passphrase(SALT, passphrase, &folder.vault()).unwrap()
}

/// A folder with a demo in it, the names of its people, and the open desk: while it is, the
/// write-ahead log stays, which holds rows like the file itself.
async fn filled(path: &Path) -> (Folder, Vec<String>, Rivo) {
    let folder = Folder::open(path.join("desk")).unwrap();
    let options = demo::options(&folder, &secrets(&folder, "correct horse battery"));
    let request = seed::Request {
        clients: seed::FEWEST_CLIENTS,
        password: Some("a long enough password".to_owned()),
        ..seed::Request::default()
    };
    seed::run(options, &request, &mut |_, _| {}).await.unwrap();
    let rivo = open(&folder, "correct horse battery").await.unwrap();
    let system = Actor::system("test");
    let clients = rivo
        .list_clients(
            &system,
            ClientFilter {
                limit: Some(200),
                ..ClientFilter::default()
            },
        )
        .await
        .unwrap();
    let users = rivo
        .list_users(&system, UserFilter::default())
        .await
        .unwrap();
    let names = clients
        .results
        .into_iter()
        .flat_map(|client| [client.name, client.email, client.phone])
        .flatten()
        .chain(users.results.into_iter().map(|user| user.email))
        .collect();
    (folder, names, rivo)
}

async fn open(folder: &Folder, passphrase: &str) -> Result<Rivo, Error> {
    Rivo::open(demo::options(folder, &secrets(folder, passphrase))).await
}

#[tokio::test]
async fn the_files_hold_no_name_of_the_demo() {
    assert!(is_encrypting(), "build with --features encrypted");
    let scratch = tempfile::tempdir().unwrap();
    let (folder, names, _open) = filled(scratch.path()).await;
    assert!(names.len() > 40);
    let mut read = 0;
    for entry in fs::read_dir(scratch.path().join("desk")).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        read += bytes.len();
        let text = String::from_utf8_lossy(&bytes);
        for name in names.iter().map(String::as_str).chain(["SQLite format"]) {
            assert!(!text.contains(name), "{name} can be read");
        }
    }
    assert!(read > 100_000, "the demo was not written to {folder:?}");
}

#[tokio::test]
async fn the_file_opens_with_its_key_alone() {
    assert!(is_encrypting(), "build with --features encrypted");
    let scratch = tempfile::tempdir().unwrap();
    let (folder, _, _open) = filled(scratch.path()).await;
    assert!(open(&folder, "correct horse battery").await.is_ok());
    let other = open(&folder, "another passphrase").await.err().unwrap();
    assert_eq!(other.code(), "wrong_key");
    let plain = Options::new(DatabaseUrl::Sqlite(folder.database()));
    assert!(Rivo::open(plain).await.is_err());
    let nonsense = Options {
        first_statement: Some(FirstStatement::new("PRAGMA user_version")),
        ..Options::new(DatabaseUrl::Sqlite(folder.database()))
    };
    assert!(Rivo::open(nonsense).await.is_err());
}
