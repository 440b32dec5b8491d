//! A disk without space: the phone is told so, keeps its records, and sends them when there is space again.

use crate::ledger::Ledger;
use crate::process::city::{City, Engine};
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// A small file system of its own; gone when dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Mounts one of `megabytes`, or says why it cannot.
    fn mount(megabytes: u32) -> Result<Self, String> {
        let folder = std::env::temp_dir().join(format!("wenxun-small-disk-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        let size = format!("size={megabytes}m");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(&folder)
            .output()
            .map_err(|error| format!("mount does not start: {error}"))?;
        if mounted.status.success() {
            Ok(Self(folder))
        } else {
            Err(String::from_utf8_lossy(&mounted.stderr).trim().to_owned())
        }
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // What stays behind is an empty mount in the temporary directory.
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
        let _ = std::fs::remove_dir(&self.0);
    }
}

/// Writes zeros until nothing more fits.
fn fill(folder: &Path) -> PathBuf {
    let file = folder.join("ballast");
    let mut ballast = File::create(&file).unwrap();
    for size in [65_536, 4_096, 512, 1] {
        while ballast.write_all(&vec![0; size]).is_ok() {}
    }
    file
}

#[test]
fn a_full_disk_is_told_as_storage_full_and_nothing_is_half_stored() {
    if Engine::of_this_run() == Engine::Postgres {
        eprintln!("not on PostgreSQL: the disk of its server is not this service's");
        return;
    }
    let disk = match SmallDisk::mount(48) {
        Ok(disk) => disk,
        Err(why) => {
            assert!(
                std::env::var("CI").is_err(),
                "this test needs to mount a small tmpfs (as root): {why}"
            );
            eprintln!("NOT RUN: this test needs to mount a small tmpfs (as root): {why}");
            return;
        }
    };
    let city = City::make_in(&disk.0, Engine::Sqlite, 1);
    let server = city.serve();
    let mut phone = city.phone(&server, 0);
    let mut ledger = Ledger::default();
    let (id, record) = phone.incident();
    ledger.note(0, id, &record);
    ledger.confirm(&phone.hand_over(&[record]).unwrap());

    // The head of the audit log is written within a second; a log without any head could not be checked.
    let head = disk.0.join("keys/audit-head");
    let until = Instant::now() + Duration::from_secs(10);
    while !head.exists() && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(50));
    }
    let ballast = fill(&disk.0);
    let mut refused = None;
    for _ in 0..400 {
        let records: Vec<_> = (0..50).map(|_| phone.incident()).collect();
        let batch: Vec<_> = records.iter().map(|(_, record)| record.clone()).collect();
        let reply = phone.send(&batch).unwrap();
        if reply.status != 200 {
            refused = Some((reply, records, batch));
            break;
        }
        for (id, record) in &records {
            ledger.note(0, *id, record);
        }
        ledger.confirm(&crate::process::phone::taken(&reply));
    }
    let (reply, records, batch) = refused.expect("the disk gets full");
    assert_eq!((reply.status, reply.code().as_str()), (507, "storage_full"));
    ledger.agrees_with(&city);
    let read = phone
        .connection
        .call("GET", "/api/v1/me", &phone.token, b"")
        .unwrap();
    assert_eq!(read.status, 200, "reading goes on");

    std::fs::remove_file(ballast).unwrap();
    for (id, record) in &records {
        ledger.note(0, *id, record);
    }
    ledger.confirm(&phone.hand_over(&batch).unwrap());
    ledger.send_all_again(&city, &server);
    server.kill();
    ledger.agrees_with(&city);
}
