//! The smallest HTTP/1.1 client: one kept connection, no cleverness, so that a bench measures the server.

use std::io::{Error, ErrorKind, Read as _, Result, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// Longest wait for one answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// One kept connection.
pub struct Connection {
    stream: TcpStream,
    received: Received,
}

/// What came over a connection and was not taken yet.
#[derive(Default)]
pub struct Received(Vec<u8>);

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

impl Received {
    /// Adds what was read.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// The next answer, once it is whole.
    pub fn take(&mut self) -> Result<Option<Reply>> {
        let end = self.0.windows(4).position(|bytes| bytes == b"\r\n\r\n");
        let Some(head_end) = end.map(|end| end + 4) else {
            return Ok(None);
        };
        let head = String::from_utf8_lossy(&self.0[..head_end]).to_ascii_lowercase();
        let broken = || Error::new(ErrorKind::InvalidData, "not an HTTP answer");
        let status = head.split(' ').nth(1).and_then(|text| text.parse().ok());
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length:"))
            .map_or(Ok(0), |text| text.trim().parse::<usize>())
            .map_err(|_text| broken())?;
        if self.0.len() < head_end + length {
            return Ok(None);
        }
        let body = self.0[head_end..head_end + length].to_vec();
        self.0.drain(..head_end + length);
        Ok(Some(Reply {
            status: status.ok_or_else(broken)?,
            body,
        }))
    }
}

/// The head of a request with a body of `length` bytes.
pub fn head(method: &str, path: &str, token: &str, length: usize) -> String {
    let kind = match method {
        "PUT" => "application/octet-stream",
        _ => "application/json",
    };
    format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\
         content-type: {kind}\r\ncontent-length: {length}\r\n\r\n"
    )
}

impl Connection {
    pub fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self {
            stream,
            received: Received::default(),
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
        let mut request = head(method, path, token, length).into_bytes();
        request.extend_from_slice(beginning);
        self.stream.write_all(&request)
    }

    /// Sends the rest of a body.
    pub fn send_rest(&mut self, rest: &[u8]) -> Result<()> {
        self.stream.write_all(rest)
    }

    /// Waits for the answer to what was sent.
    pub fn receive(&mut self) -> Result<Reply> {
        loop {
            if let Some(reply) = self.received.take()? {
                return Ok(reply);
            }
            self.read_more()?;
        }
    }

    fn read_more(&mut self) -> Result<()> {
        let mut chunk = [0; 16 * 1024];
        match self.stream.read(&mut chunk)? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            count => {
                self.received.add(&chunk[..count]);
                Ok(())
            }
        }
    }
}
