//! The folder of the local desk: what lies in it, and what is known without opening the database.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::seal::Seal;

/// What kind of desk this computer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// A copy of what one user may see on a server.
    Replica,
    /// A desk of its own, filled with invented people.
    Demo,
}

/// What the app must know before it can open the database. No secrets, and nothing about clients.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Settings {
    /// Tells this desk's secrets from others' in the same keychain.
    pub(crate) desk_id: Uuid,
    pub(crate) kind: Kind,
    pub(crate) seal: Seal,
    /// The server's address; empty for a demo.
    #[serde(default)]
    pub(crate) server: String,
    /// The login.
    #[serde(default)]
    pub(crate) email: String,
    #[serde(default)]
    pub(crate) device_name: String,
}

/// The folder. Nobody else may look into it.
#[derive(Clone, Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// The folder at a path; made where it is not there.
    pub(crate) fn open(path: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&path)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o700))?;
        }
        Ok(Self(path))
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.0.join("rivo.db")
    }

    /// The token, where there is no keychain to keep it.
    pub(crate) fn vault(&self) -> PathBuf {
        self.0.join("token.db")
    }

    fn settings_file(&self) -> PathBuf {
        self.0.join("desk.json")
    }

    /// What was set up here; `None` before the first start is through.
    pub(crate) fn settings(&self) -> io::Result<Option<Settings>> {
        let text = match fs::read(self.settings_file()) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let settings = serde_json::from_slice(&text).map_err(|error| {
            let path = self.settings_file();
            io::Error::other(format!("{} cannot be read: {error}", path.display()))
        })?;
        Ok(Some(settings))
    }

    /// Keeps the settings: the old ones or the new ones, whatever happens meanwhile.
    pub(crate) fn keep(&self, settings: &Settings) -> io::Result<()> {
        let text = serde_json::to_vec_pretty(settings).map_err(io::Error::other)?;
        let next = self.0.join("desk.json.next");
        fs::write(&next, text)?;
        fs::File::open(&next)?.sync_all()?;
        fs::rename(&next, self.settings_file())
    }

    /// Removes every file of the desk. The settings go first: without them the rest is opened by
    /// nobody, so that a wipe cut short is a wipe all the same, ended by the next start.
    pub(crate) fn wipe(&self) -> io::Result<()> {
        remove(&self.settings_file())?;
        for base in [self.database(), self.vault()] {
            for ending in ["", "-wal", "-shm", "-journal"] {
                let mut path = base.clone().into_os_string();
                path.push(ending);
                remove(Path::new(&path))?;
            }
        }
        Ok(())
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back_and_a_wipe_leaves_nothing() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = Folder::open(scratch.path().join("desk")).unwrap();
        assert_eq!(folder.settings().unwrap(), None);
        let settings = Settings {
            desk_id: Uuid::now_v7(),
            kind: Kind::Replica,
            seal: Seal::Keychain,
            server: "https://desk.example.com".to_owned(),
            email: "ana@example.com".to_owned(),
            device_name: "Ana's laptop".to_owned(),
        };
        folder.keep(&settings).unwrap();
        assert_eq!(folder.settings().unwrap(), Some(settings));
        for name in ["rivo.db", "rivo.db-wal", "rivo.db-shm", "token.db"] {
            fs::write(folder.0.join(name), "x").unwrap();
        }
        folder.wipe().unwrap();
        assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 0);
        folder.wipe().unwrap();
    }
}
