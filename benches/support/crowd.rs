//! Many phones on one thread, each with a connection of its own and one request under way: a crowd that takes little of
//! the processor from the server it measures.

use crate::process::http::{Received, Reply, head};
use crate::process::phone::{Phone, batch, taken};
use std::io::{ErrorKind, Result};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// One phone of the crowd.
struct Caller {
    stream: TcpStream,
    received: Received,
    phone: Phone,
}

impl Caller {
    async fn send(&mut self, body: &[u8]) -> Result<Reply> {
        let path = "/api/v1/records/batch";
        let mut request = head("POST", path, &self.phone.token, body.len()).into_bytes();
        request.extend_from_slice(body);
        self.stream.write_all(&request).await?;
        let mut chunk = vec![0; 16 * 1024];
        loop {
            if let Some(reply) = self.received.take()? {
                return Ok(reply);
            }
            match self.stream.read(&mut chunk).await? {
                0 => return Err(ErrorKind::UnexpectedEof.into()),
                count => self.received.add(&chunk[..count]),
            }
        }
    }

    /// Sends batches of `at_once` records until `end`; answers how long each took.
    async fn send_until(&mut self, at_once: usize, end: Instant) -> Vec<Duration> {
        let mut times = vec![];
        while Instant::now() < end {
            let records: Vec<_> = (0..at_once).map(|_| self.phone.incident().1).collect();
            let body = batch(&records);
            let started = Instant::now();
            let reply = self.send(&body).await.unwrap();
            times.push(started.elapsed());
            assert_eq!(reply.status, 200);
            assert!(taken(&reply).iter().all(|one| one.outcome == "created"));
        }
        times
    }
}

/// Has `phones` send batches of `at_once` records to `address` for the time of `warm_up`, calls `begin`, and has them go on
/// for the time of `measured`. Answers how long each request then took and what `begin` gave.
pub fn send<T>(
    address: &str,
    phones: Vec<Phone>,
    at_once: usize,
    [warm_up, measured]: [Duration; 2],
    begin: impl FnOnce() -> T,
) -> (Vec<Duration>, T) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let start = Instant::now() + warm_up;
        let end = start + measured;
        let mut crowd = JoinSet::new();
        for phone in phones {
            let stream = TcpStream::connect(address).await.unwrap();
            stream.set_nodelay(true).unwrap();
            let mut caller = Caller {
                stream,
                received: Received::default(),
                phone,
            };
            crowd.spawn(async move {
                caller.send_until(at_once, start).await;
                caller.send_until(at_once, end).await
            });
        }
        tokio::time::sleep_until(start.into()).await;
        let given = begin();
        let mut times = vec![];
        while let Some(one) = crowd.join_next().await {
            times.extend(one.unwrap());
        }
        (times, given)
    })
}
