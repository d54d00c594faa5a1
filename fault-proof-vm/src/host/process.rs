//! Processes at the other end of the pipes. A server finds its ends as file descriptors 3 (hints to read), 4
//! (acknowledgements to write), 5 (keys to read) and 6 (pre-images to write); a native guest has the same
//! numbers for the same directions: 3 reads acknowledgements, 4 writes hints, 5 reads pre-images, 6 writes
//! keys.

use super::{Channels, Client, Hints, HostError, Source};
use crate::keccak::Hash;
use command_fds::{CommandFdExt, FdMapping};
use std::fs::File;
use std::io::{self, PipeReader, PipeWriter};
use std::os::fd::OwnedFd;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// How long a server may take to end after its pipes were closed, before it is killed.
const GRACE: Duration = Duration::from_secs(1);

/// A process with four pipes, and this side's ends of them.
pub type Spawned = (Child, Channels<PipeReader, PipeWriter>);

/// Starts a process with descriptors 3 to 6 connected to the channels returned. The other descriptors are
/// those of this process.
pub fn spawn(command: Command) -> Result<Spawned, HostError> {
    let name = command.get_program().to_string_lossy().into_owned();
    start(command).map_err(|error| HostError::Start { command: name, cause: error.to_string() })
}

/// Takes the command, because that holds the child's ends: once it is dropped, a dead child is seen as closed
/// pipes.
fn start(mut command: Command) -> io::Result<Spawned> {
    let (child_hint_read, hint_write) = io::pipe()?;
    let (hint_read, child_hint_write) = io::pipe()?;
    let (child_preimage_read, preimage_write) = io::pipe()?;
    let (preimage_read, child_preimage_write) = io::pipe()?;
    let ends = [
        OwnedFd::from(child_hint_read),
        child_hint_write.into(),
        child_preimage_read.into(),
        child_preimage_write.into(),
    ];
    let mapping = |(child_fd, parent_fd)| FdMapping { parent_fd, child_fd };
    command.fd_mappings((3..).zip(ends).map(mapping).collect()).map_err(io::Error::other)?;
    let child = command.spawn()?;
    Ok((child, Channels { hint_read, hint_write, preimage_read, preimage_write }))
}

/// The ends of the pipes that this process was started with.
pub fn inherited() -> Result<Channels<File, File>, HostError> {
    let open = |descriptor: u32, write: bool| {
        let path = format!("/dev/fd/{descriptor}");
        let file = File::options().read(!write).write(write).open(&path);
        file.map_err(|error| HostError::Start {
            command: path,
            cause: format!("{error}; start it with the four pipes of the protocol as descriptors 3 to 6"),
        })
    };
    Ok(Channels {
        hint_read: open(3, false)?,
        hint_write: open(4, true)?,
        preimage_read: open(5, false)?,
        preimage_write: open(6, true)?,
    })
}

/// A running pre-image server. Dropping it hangs up, waits a moment, and kills what does not end.
#[derive(Debug)]
pub struct Server {
    name: String,
    child: Child,
    client: Option<Client>,
}

impl Server {
    /// Starts a server. See [`Client::new`] for the other arguments.
    pub fn start(command: Command, mode: Hints, timeout: Duration, limit: u64) -> Result<Self, HostError> {
        let name = command.get_program().to_string_lossy().into_owned();
        let (child, channels) = spawn(command)?;
        Ok(Self { name, child, client: Some(Client::new(channels, mode, timeout, limit)) })
    }

    /// Asks the client, and adds to a failure what became of the process.
    fn with_client<T>(
        &mut self,
        ask: impl FnOnce(&mut Client) -> Result<T, HostError>,
    ) -> Result<T, HostError> {
        let Some(client) = &mut self.client else {
            let (doing, cause) = ("asking".to_owned(), "already closed".to_owned());
            return Err(HostError::Gone { channel: "pre-image", doing, cause });
        };
        ask(client).map_err(|error| match error {
            HostError::Gone { channel, doing, cause } => {
                let fate = match end(&mut self.child, GRACE) {
                    Some(status) => format!("server '{}' ended with {status}", self.name),
                    None => format!("server '{}' is still running", self.name),
                };
                HostError::Gone { channel, doing, cause: format!("{cause}; {fate}") }
            }
            other => other,
        })
    }
}

impl Source for Server {
    fn fetch(&mut self, key: &Hash) -> Result<Option<Vec<u8>>, HostError> {
        self.with_client(|client| client.fetch(key))
    }

    fn hint(&mut self, hint: &[u8]) -> Result<(), HostError> {
        self.with_client(|client| client.hint(hint))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.client = None;
        if end(&mut self.child, GRACE).is_none() {
            // It may have ended in between; either way it is gone, and reaped.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// Waits up to `limit` for the process to end.
fn end(child: &mut Child, limit: Duration) -> Option<std::process::ExitStatus> {
    let deadline = Instant::now() + limit;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < deadline => std::thread::sleep(Duration::from_millis(2)),
            _ => return None,
        }
    }
}
