//! Files that are whole or not there. Whoever is killed while writing, or loses power, leaves the old file or the
//! new one under its name and never a part of one: bytes go to a draft beside the file, are flushed to the disk,
//! and then the draft takes the name.
//!
//! Everything that the project writes for keeps goes through here. What a killed process leaves behind are drafts,
//! whose names start with `.draft-`; they may be deleted. Folders of drafts are locked as long as their process lives, and the
//! next one that starts a folder at the same place deletes those that nobody holds.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile, TempDir};

const PREFIX: &str = ".draft-";
/// What names of drafts of folders start with, all of which are locked by whoever writes them.
const FOLDER_PREFIX: &str = ".draft-folder-";
/// Permissions of new files, of which the process's mask takes its part.
const NEW_FILE: u32 = 0o666;
/// Permissions of a program.
const PROGRAM: u32 = 0o755;
/// Permissions of a file for its owner alone.
const SECRET_FILE: u32 = 0o600;

/// A file that gets its name when it is whole ([`Draft::commit`]); one that is dropped before is deleted.
///
/// A name that stands for no regular file (`/dev/stdout`, a pipe) cannot be renamed to and is written to as it is.
#[derive(Debug)]
pub struct Draft(BufWriter<Output>);

#[derive(Debug)]
enum Output {
    Beside { draft: NamedTempFile, path: PathBuf },
    Stream(File),
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Beside { draft, .. } => draft.write(bytes),
            Self::Stream(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Beside { draft, .. } => draft.flush(),
            Self::Stream(file) => file.flush(),
        }
    }
}

impl Draft {
    /// Starts a file. One that is there stays as it is until the draft is whole, and hands its permissions on; a
    /// link is followed.
    ///
    /// # Errors
    /// The folder is not there or cannot be written to, the path is a folder, or the file that is there is not to
    /// be written to.
    pub fn create(path: &Path) -> io::Result<Self> {
        let (path, permissions) = match fs::metadata(path) {
            Ok(about) => {
                // Fails for folders, and where a plain write would fail.
                let file = OpenOptions::new().write(true).open(path)?;
                if !about.is_file() {
                    return Ok(Self(BufWriter::new(Output::Stream(file))));
                }
                (fs::canonicalize(path)?, Some(about.permissions()))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => (path.to_path_buf(), None),
            Err(error) => return Err(error),
        };
        let draft = Builder::new()
            .prefix(PREFIX)
            .permissions(Permissions::from_mode(NEW_FILE))
            .tempfile_in(folder_of(&path))?;
        if let Some(permissions) = permissions {
            draft.as_file().set_permissions(permissions)?;
        }
        Ok(Self(BufWriter::new(Output::Beside { draft, path })))
    }

    /// Gives the file its name, once all its bytes are on the disk.
    ///
    /// # Errors
    /// What is left of the draft cannot be written, or the name cannot be taken; the old file is then as it was.
    pub fn commit(self) -> io::Result<()> {
        self.name(|draft, path| draft.persist(path).map_err(io::Error::from))
    }

    /// The same, unless a file has the name by now.
    ///
    /// # Errors
    /// As [`Self::commit`]; [`io::ErrorKind::AlreadyExists`] where there is one, which is as it was.
    pub fn commit_new(self) -> io::Result<()> {
        self.name(|draft, path| draft.persist_noclobber(path).map_err(io::Error::from))
    }

    fn name(self, persist: impl Fn(NamedTempFile, &Path) -> io::Result<File>) -> io::Result<()> {
        match self.0.into_inner()? {
            Output::Beside { draft, path } => {
                draft.as_file().sync_all()?;
                persist(draft, &path)?;
                sync_folder(folder_of(&path))
            }
            Output::Stream(mut file) => file.flush(),
        }
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Writes a file.
///
/// # Errors
/// See [`Draft::create`] and [`Draft::commit`].
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut draft = Draft::create(path)?;
    draft.write_all(bytes)?;
    draft.commit()
}

/// Writes a file that is not there yet, which its owner alone may read.
///
/// # Errors
/// See [`Draft::create`] and [`Draft::commit_new`].
pub fn write_secret(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut draft = Draft::create(path)?;
    if let Output::Beside { draft, .. } = draft.0.get_ref() {
        // Before there is anything in it to read.
        draft.as_file().set_permissions(Permissions::from_mode(SECRET_FILE))?;
    }
    draft.write_all(bytes)?;
    draft.commit_new()
}

/// Writes a file of a cache: one that is compared with its hash when it is read and can be made again. It has its
/// name when it is whole, but a loss of power may take it, since nothing waits for the disk.
///
/// # Errors
/// The folder cannot be written to.
pub fn write_cached(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut draft = Builder::new()
        .prefix(PREFIX)
        .permissions(Permissions::from_mode(NEW_FILE))
        .tempfile_in(folder_of(path))?;
    draft.write_all(bytes)?;
    draft.persist(path)?;
    Ok(())
}

/// Whether a file can be written: for asking before work whose result is to go there. Leaves everything as it is.
///
/// # Errors
/// See [`Draft::create`].
pub fn check(path: &Path) -> io::Result<()> {
    Draft::create(path).map(drop)
}

/// A folder whose files appear together ([`DraftFolder::commit`]); one that is dropped before is deleted.
#[derive(Debug)]
pub struct DraftFolder {
    draft: TempDir,
    path: PathBuf,
    /// Held until this is dropped, or its process is no more.
    _lock: Option<File>,
}

impl DraftFolder {
    /// Starts a folder. The one that is there stays as it is until the draft is whole.
    ///
    /// # Errors
    /// The folder, or the one it is to lie in, cannot be written to.
    pub fn create(path: &Path) -> io::Result<Self> {
        // On the same file system either way.
        let around = match fs::metadata(path) {
            Ok(about) if about.is_dir() => path,
            Ok(_) => return Err(io::ErrorKind::NotADirectory.into()),
            Err(_) => folder_of(path),
        };
        fs::create_dir_all(around).map_err(|error| match error.kind() {
            // What there is on the way to a folder is none.
            io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
                let file = around.ancestors().find(|path| path.is_file()).unwrap_or(around);
                io::Error::new(error.kind(), format!("{} is a file, no folder", file.display()))
            }
            _ => error,
        })?;
        delete_abandoned(around);
        loop {
            let draft = Builder::new().prefix(FOLDER_PREFIX).tempdir_in(around)?;
            // Another process may take it for abandoned before it is locked.
            let lock = match lock(draft.path()) {
                Err(e) if matches!(e.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::NotFound) => continue,
                lock => lock.ok(),
            };
            if draft.path().exists() {
                return Ok(Self { draft, path: path.to_path_buf(), _lock: lock });
            }
        }
    }

    /// Adds a file, which may lie in a folder of its own.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.draft.path().join(name);
        fs::create_dir_all(folder_of(&path))?;
        write(&path, bytes)
    }

    /// Adds a program.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write_program(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.write(name, bytes)?;
        fs::set_permissions(self.draft.path().join(name), Permissions::from_mode(PROGRAM))
    }

    /// Adds a file that its owner alone may read.
    ///
    /// # Errors
    /// It cannot be written, or is there already.
    pub fn write_secret(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        write_secret(&self.draft.path().join(name), bytes)
    }

    /// Starts a file of the folder, which is in it once it is committed.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn start(&self, name: &str) -> io::Result<Draft> {
        Draft::create(&self.draft.path().join(name))
    }

    /// Puts all files in their place: a new folder at once; into a folder that is there one after the other, while
    /// the file named `last`, without which the others are nothing, is not there. Other files in it stay.
    ///
    /// # Errors
    /// A file cannot be renamed.
    pub fn commit(self, last: &str) -> io::Result<()> {
        if !self.path.exists() {
            fs::rename(self.draft.path(), &self.path)?;
            // Nothing of that name is left to delete.
            let _ = self.draft.keep();
            return sync_folder(folder_of(&self.path));
        }
        match fs::remove_file(self.path.join(last)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => sync_folder(&self.path)?,
        }
        for entry in fs::read_dir(self.draft.path())? {
            let entry = entry?;
            if entry.file_name() != last {
                place(&entry.path(), &self.path.join(entry.file_name()))?;
            }
        }
        sync_folder(&self.path)?;
        fs::rename(self.draft.path().join(last), self.path.join(last))?;
        sync_folder(&self.path)
    }
}

/// Gives what a draft has its name: a file in the place of another, a folder beside what one of its name holds.
fn place(draft: &Path, path: &Path) -> io::Result<()> {
    if !draft.is_dir() || !path.is_dir() {
        return fs::rename(draft, path);
    }
    for entry in fs::read_dir(draft)? {
        let entry = entry?;
        place(&entry.path(), &path.join(entry.file_name()))?;
    }
    sync_folder(path)
}

/// A folder's lock, which the system takes from a process that ends, however it ends: [`io::ErrorKind::WouldBlock`] where somebody
/// holds it. Some file systems have no locks.
fn lock(folder: &Path) -> io::Result<File> {
    let folder = File::open(folder)?;
    folder.try_lock()?;
    Ok(folder)
}

/// Deletes drafts of folders whose processes are no more. What cannot be deleted stays: it is in nobody's way.
fn delete_abandoned(around: &Path) {
    for entry in fs::read_dir(around).into_iter().flatten().flatten() {
        let draft = entry.file_name().to_str().is_some_and(|name| name.starts_with(FOLDER_PREFIX));
        if draft
            && entry.file_type().is_ok_and(|kind| kind.is_dir())
            && let Ok(_held) = lock(&entry.path())
        {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// The folder that a path lies in.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Has the disk know the names in a folder. Some file systems have no such operation.
fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        result => result,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    /// Names in a folder.
    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_draft_shows_when_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        write(&path, b"old").unwrap();
        let mut draft = Draft::create(&path).unwrap();
        draft.write_all(b"new").unwrap();
        draft.flush().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(names(folder.path()).len(), 2);
        draft.commit().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        drop(Draft::create(&path).unwrap());
        write_cached(&folder.path().join("b"), b"cached").unwrap();
        assert_eq!(names(folder.path()), ["a", "b"]);
    }

    #[test]
    fn a_new_file_replaces_none() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a"), folder.path().join("link"));
        symlink("nowhere", &link).unwrap();
        write_secret(&path, b"first").unwrap();
        for taken in [&path, &link] {
            let error = write_secret(taken, b"second").unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        }
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "for its owner alone");
        assert_eq!(names(folder.path()), ["a", "link"]);
        write_secret(Path::new("/dev/null"), b"gone").unwrap();
    }

    #[test]
    fn permissions_and_links_stay() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a"), folder.path().join("link"));
        File::create(&path).unwrap();
        let plain = fs::metadata(&path).unwrap().permissions();
        write(&folder.path().join("b"), b"").unwrap();
        assert_eq!(fs::metadata(folder.path().join("b")).unwrap().permissions(), plain, "as any new file");
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        symlink("a", &link).unwrap();
        write(&link, b"through the link").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"through the link");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }

    #[test]
    fn what_is_no_file_is_written_to_or_refused() {
        write(Path::new("/dev/null"), b"gone").unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("no/such");
        for bad in [folder.path(), &inner, &Path::new("/dev/null").join("x")] {
            assert!(check(bad).is_err(), "{}", bad.display());
            assert!(write(bad, b"").is_err());
        }
        check(&folder.path().join("new")).unwrap();
        assert_eq!(names(folder.path()), [""; 0], "asking leaves nothing");
    }

    #[test]
    fn drafts_that_nobody_holds_are_deleted() {
        let outer = tempfile::tempdir().unwrap();
        let path = outer.path().join("x");
        let live = DraftFolder::create(&path).unwrap();
        live.write("data", b"whole").unwrap();
        // What a process leaves that is killed: the same, and nobody holds it.
        let dead = outer.path().join(format!("{FOLDER_PREFIX}dead"));
        fs::create_dir(&dead).unwrap();
        fs::write(dead.join("data"), b"a pa").unwrap();
        let mine = outer.path().join(".draft-mine");
        fs::create_dir(&mine).unwrap();
        let link = outer.path().join(format!("{FOLDER_PREFIX}link"));
        symlink(&mine, &link).unwrap();
        drop(DraftFolder::create(&path).unwrap());
        assert!(!dead.exists());
        assert!(mine.exists() && link.exists(), "what is no draft of ours stays");
        live.commit("data").unwrap();
        assert_eq!(fs::read(path.join("data")).unwrap(), b"whole", "a draft that somebody holds stays");
    }

    #[test]
    fn folders_appear_whole_and_keep_what_is_not_theirs() {
        let outer = tempfile::tempdir().unwrap();
        let path = outer.path().join("x/y");
        let put = |text: &[u8]| {
            let draft = DraftFolder::create(&path).unwrap();
            draft.write("data", text).unwrap();
            draft.write("list", text).unwrap();
            draft
        };
        let draft = put(b"1");
        assert!(!path.exists());
        draft.commit("list").unwrap();
        assert_eq!(names(&path), ["data", "list"]);
        fs::write(path.join("key"), b"mine").unwrap();
        drop(put(b"2"));
        assert!(DraftFolder::create(&path.join("data")).is_err(), "a file");
        assert_eq!(fs::read(path.join("data")).unwrap(), b"1");
        put(b"3").commit("list").unwrap();
        assert_eq!(names(&path), ["data", "key", "list"]);
        assert!(["data", "list"].iter().all(|name| fs::read(path.join(name)).unwrap() == b"3"));
    }
}
