//! One `wenxun serve` as a child process.

use std::io::{BufRead as _, BufReader, Lines};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// Longest wait for a server to listen.
const START: Duration = Duration::from_mins(1);

/// A running server; dropping it kills it.
pub struct Server {
    child: Child,
    /// Kept open: a server may say more.
    _said: Lines<BufReader<ChildStdout>>,
    pub address: String,
    /// From the start of the process until it was ready.
    pub started_in: Duration,
}

impl Server {
    /// Starts the server that was built with this test or bench (or the one that `WENXUN_BIN` names) and waits until it
    /// listens.
    pub fn start(data: &Path, settings: &[(&str, String)]) -> Self {
        let started = Instant::now();
        let built = || env!("CARGO_BIN_EXE_wenxun").to_owned();
        let program = std::env::var("WENXUN_BIN").unwrap_or_else(|_unset| built());
        let mut child = Command::new(program)
            .arg("serve")
            .env("WENXUN_LISTEN", "127.0.0.1:0")
            .env("WENXUN_DATA", data)
            .env("WENXUN_LIMITS__REQUESTS_PER_S", "1000000")
            .envs(settings.iter().map(|(name, value)| (*name, value.as_str())))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log_file(data))
            .spawn()
            .expect("the server starts");
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut address = None;
        for line in lines.by_ref() {
            let line = line.unwrap();
            if let Some((_, rest)) = line.split_once("http://") {
                address = rest.split(['/', ' ']).next().map(str::to_owned);
                break;
            }
            assert!(started.elapsed() < START, "the server does not get ready");
        }
        Self {
            child,
            _said: lines,
            address: address.expect("the server says where it listens"),
            started_in: started.elapsed(),
        }
    }

    /// What a power cut does to the process: no signal handler, no clean end.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks the server to end (SIGTERM).
    pub fn ask_to_stop(&self) {
        self.signal("-TERM");
    }

    /// Sends a signal, such as `-STOP`.
    pub fn signal(&self, signal: &str) {
        let status = Command::new("kill")
            .args([signal, &self.child.id().to_string()])
            .status();
        assert!(status.unwrap().success(), "kill {signal}");
    }

    /// Waits for the end of the process; `None` when it still runs after `patience`.
    pub fn ended_within(&mut self, patience: Duration) -> Option<ExitStatus> {
        let started = Instant::now();
        while started.elapsed() < patience {
            if let Some(status) = self.child.try_wait().unwrap() {
                return Some(status);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }

    /// Processor time used so far, in milliseconds.
    pub fn cpu_ms(&self) -> f64 {
        let stat = self.proc("stat");
        let fields: Vec<&str> = stat
            .rsplit(')')
            .next()
            .unwrap()
            .split_whitespace()
            .collect();
        let ticks: f64 = fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap();
        ticks * 10.0
    }

    /// Anonymous resident memory in megabytes of 10^6 bytes.
    pub fn anonymous_mb(&self) -> f64 {
        let status = self.proc("status");
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("RssAnon:"));
        let kib = line.unwrap().trim().trim_end_matches(" kB");
        kib.trim().parse::<f64>().unwrap() * 1024.0 / 1e6
    }

    fn proc(&self, name: &str) -> String {
        std::fs::read_to_string(format!("/proc/{}/{name}", self.child.id())).unwrap()
    }
}

/// Where the log goes: beside the data, so that a failing test can be understood.
fn log_file(data: &Path) -> Stdio {
    let file = std::fs::File::options()
        .append(true)
        .create(true)
        .open(data.with_extension("log"));
    file.map_or_else(|_unwritable| Stdio::null(), Stdio::from)
}

impl Drop for Server {
    fn drop(&mut self) {
        // An ended process cannot be killed again; that is no failure.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
