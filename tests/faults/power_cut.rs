//! A power cut: what a disk held at one instant, mounted elsewhere, has everything that was confirmed by then.
//!
//! The data lies on a file system inside a file. The server is frozen, the file is copied as it is (what the operating
//! system had not written to its disk is not in it), and the copy is mounted, its journal replayed and a server started.

use crate::killed::{PHONES, rounds, send_until_cut_off, wait_for};
use crate::ledger::Ledger;
use crate::process::city::{City, Engine};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicUsize;

/// A file system inside a file, mounted; unmounted when dropped.
struct Image {
    file: PathBuf,
    folder: PathBuf,
}

fn run(program: &str, arguments: &[&str]) {
    let status = Command::new(program).args(arguments).status().unwrap();
    assert!(status.success(), "{program} {arguments:?}: {status}");
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

impl Image {
    fn named(name: &str) -> Self {
        let base = std::env::temp_dir().join(format!("wenxun-power-{}-{name}", std::process::id()));
        let folder = base.with_extension("mounted");
        std::fs::create_dir_all(&folder).unwrap();
        Self {
            file: base.with_extension("image"),
            folder,
        }
    }

    /// A new, empty one.
    fn make() -> Self {
        let image = Self::named("before");
        std::fs::File::create(&image.file)
            .unwrap()
            .set_len(400 << 20)
            .unwrap();
        run("mkfs.ext4", &["-q", text(&image.file)]);
        image.mount();
        image
    }

    /// What `other` holds on its disk right now.
    fn cut_from(other: &Self) -> Self {
        let image = Self::named("after");
        run(
            "cp",
            &["--sparse=always", text(&other.file), text(&image.file)],
        );
        image
    }

    fn mount(&self) {
        run(
            "mount",
            &["-o", "loop", text(&self.file), text(&self.folder)],
        );
    }
}

impl Drop for Image {
    fn drop(&mut self) {
        // What cannot be unmounted or removed is litter in the temporary directory.
        let _ = Command::new("umount").arg(&self.folder).status();
        let _ = std::fs::remove_file(&self.file);
        let _ = std::fs::remove_dir(&self.folder);
    }
}

/// Why disks inside files cannot be mounted here, if they cannot.
fn obstacle() -> Option<&'static str> {
    let is_root = Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|said| said.stdout == b"0\n");
    if !is_root {
        Some("it needs root")
    } else if !Path::new("/dev/loop-control").exists() {
        Some("the system has no loop devices")
    } else if !Command::new("mkfs.ext4")
        .arg("-V")
        .output()
        .is_ok_and(|said| said.status.success())
    {
        Some("mkfs.ext4 is missing (package e2fsprogs)")
    } else {
        None
    }
}

#[test]
fn what_was_confirmed_before_a_power_cut_is_on_the_disk() {
    if Engine::of_this_run() == Engine::Postgres {
        eprintln!("not on PostgreSQL: the disk of its server is not this service's");
        return;
    }
    if let Some(why) = obstacle() {
        eprintln!("NOT RUN: this test mounts disks inside files: {why}");
        return;
    }
    // One cut is enough for every day; the long runs ask for more.
    let rounds = if std::env::var("WENXUN_TEST_FAULT_ROUNDS").is_ok() {
        rounds()
    } else {
        1
    };
    for round in 1..=rounds {
        let disk = Image::make();
        let city = City::make_in(&disk.folder.join("data"), Engine::Sqlite, PHONES);
        let server = city.serve();
        let mut all = Ledger::default();
        let confirmed = AtomicUsize::new(0);
        let after = std::thread::scope(|scope| {
            let phones: Vec<_> = (0..PHONES)
                .map(|person| {
                    let (city, server, confirmed) = (&city, &server, &confirmed);
                    scope.spawn(move || send_until_cut_off(city, server, person, confirmed))
                })
                .collect();
            wait_for(&confirmed, 60 + usize::try_from(round).unwrap() * 61 % 300);
            server.signal("-STOP");
            let after = Image::cut_from(&disk);
            server.signal("-KILL");
            for phone in phones {
                all.absorb(phone.join().unwrap());
            }
            after
        });
        server.kill();
        after.mount();
        let (records, photos) = (all.confirmed(), all.photos());
        let saved = city.moved_to(&after.folder.join("data"));
        let server = saved.serve();
        all.send_all_again(&saved, &server);
        server.kill();
        all.agrees_with(&saved);
        eprintln!("cut {round}: {records} confirmed records and {photos} photos are there");
    }
}
