//! The smallest HTTP/1.1 client: one kept connection, no cleverness, so that a bench measures the server.

use std::io::{Error, ErrorKind, Read as _, Result, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// Longest wait for one answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// One kept connection.
pub struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
}

/// What came back.
pub struct Reply {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("not JSON: {}", String::from_utf8_lossy(&self.body)))
    }

    /// The problem code, or an empty text.
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

impl Connection {
    pub fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self {
            stream,
            received: vec![],
        })
    }

    /// Sends a request and waits for its answer.
    pub fn call(&mut self, method: &str, path: &str, token: &str, body: &[u8]) -> Result<Reply> {
        self.send(method, path, token, body)?;
        self.receive()
    }

    /// Sends a request and does not wait.
    pub fn send(&mut self, method: &str, path: &str, token: &str, body: &[u8]) -> Result<()> {
        self.send_begin(method, path, token, body, body.len())
    }

    /// Sends the beginning of a request whose body will have `length` bytes.
    pub fn send_begin(
        &mut self,
        method: &str,
        path: &str,
        token: &str,
        beginning: &[u8],
        length: usize,
    ) -> Result<()> {
        let kind = match method {
            "PUT" => "application/octet-stream",
            _ => "application/json",
        };
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\
             content-type: {kind}\r\ncontent-length: {length}\r\n\r\n"
        );
        let mut request = head.into_bytes();
        request.extend_from_slice(beginning);
        self.stream.write_all(&request)
    }

    /// Sends the rest of a body.
    pub fn send_rest(&mut self, rest: &[u8]) -> Result<()> {
        self.stream.write_all(rest)
    }

    /// Waits for the answer to what was sent.
    pub fn receive(&mut self) -> Result<Reply> {
        let head_end = loop {
            let end = self
                .received
                .windows(4)
                .position(|bytes| bytes == b"\r\n\r\n");
            match end {
                Some(end) => break end + 4,
                None => self.read_more()?,
            }
        };
        let head = String::from_utf8_lossy(&self.received[..head_end]).to_ascii_lowercase();
        let broken = || Error::new(ErrorKind::InvalidData, "not an HTTP answer");
        let status = head.split(' ').nth(1).and_then(|text| text.parse().ok());
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length:"))
            .map_or(Ok(0), |text| text.trim().parse::<usize>())
            .map_err(|_text| broken())?;
        while self.received.len() < head_end + length {
            self.read_more()?;
        }
        let body = self.received[head_end..head_end + length].to_vec();
        self.received.drain(..head_end + length);
        Ok(Reply {
            status: status.ok_or_else(broken)?,
            body,
        })
    }

    fn read_more(&mut self) -> Result<()> {
        let mut chunk = [0; 16 * 1024];
        match self.stream.read(&mut chunk)? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            count => {
                self.received.extend_from_slice(&chunk[..count]);
                Ok(())
            }
        }
    }
}
