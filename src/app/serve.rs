//! Listening, TLS, background tasks, and an end that finishes what is in flight.

use super::*;
use super::{Service, api_doc, build_app, mount};
use crate::platform::audit;
use crate::platform::http::{install_metrics, serve_metrics};
use actix_web::HttpServer;
use actix_web::dev::{Server, ServerHandle};
use anyhow::Context as _;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Longest time for requests in flight at the end, in seconds.
const SHUTDOWN_S: u64 = 10;
/// Longest time for closing the database.
const CLOSE: Duration = Duration::from_secs(2);
/// How often the audit head is written outside the database.
const HEAD_EVERY: Duration = Duration::from_secs(1);

/// A server that listens.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    server: Server,
    service: Service,
    stop: CancellationToken,
    tasks: TaskTracker,
}

/// Binds the configured address and starts the background work. Call inside an actix system.
pub fn serve(service: Service) -> anyhow::Result<Running> {
    let config = Arc::clone(&service.config);
    let listener = TcpListener::bind(config.listen)
        .with_context(|| format!("cannot listen on {}", config.listen))?;
    let address = listener.local_addr()?;
    let workers = match config.limits.workers {
        0 => std::thread::available_parallelism().map_or(2, std::num::NonZero::get),
        number => number,
    };
    let for_workers = service.clone();
    let http = HttpServer::new(move || build_app!(for_workers.clone()))
        .workers(workers)
        .shutdown_timeout(SHUTDOWN_S)
        .client_request_timeout(Duration::from_secs(15))
        .disable_signals();
    let server = match (&config.tls.certificate, &config.tls.key) {
        (Some(certificate), Some(key)) => http
            .listen_rustls_0_23(listener, tls(certificate, key)?)?
            .run(),
        (None, None) => http.listen(listener)?.run(),
        _ => anyhow::bail!("set both tls.certificate and tls.key, or neither"),
    };
    let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
    start_background(&service, &stop, &tasks)?;
    Ok(Running {
        address,
        server,
        service,
        stop,
        tasks,
    })
}

impl std::fmt::Debug for Running {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Running({})", self.address)
    }
}

impl Running {
    /// A handle that stops the server gracefully from elsewhere.
    pub fn handle(&self) -> ServerHandle {
        self.server.handle()
    }

    /// Serves until somebody stops it; then finishes background work and closes the database.
    pub async fn until_stopped(self) -> anyhow::Result<()> {
        self.server.await?;
        self.stop.cancel();
        self.tasks.close();
        if tokio::time::timeout(Duration::from_secs(SHUTDOWN_S), self.tasks.wait())
            .await
            .is_err()
        {
            tracing::warn!(
                "background work did not end in time; it will be taken up at the next start"
            );
        }
        match tokio::time::timeout(CLOSE, self.service.db.close()).await {
            Ok(closed) => closed?,
            // Every acknowledged change is on disk already; closing only folds SQLite's log into the file.
            Err(_elapsed) => tracing::warn!("the database was still in use at the end"),
        }
        Ok(())
    }
}

fn start_background(
    service: &Service,
    stop: &CancellationToken,
    tasks: &TaskTracker,
) -> anyhow::Result<()> {
    if let Some(writer) = service.take_writer_task() {
        tasks.spawn_local(writer.run(stop.clone()));
    }
    let runner = service.runner();
    let stopped = stop.clone();
    tasks.spawn_local(async move { runner.run(stopped).await });
    let follower = service.territories.clone();
    tasks.spawn_local(follower.follow(service.db.clone(), stop.clone()));
    let insights = service.insights.clone();
    let (db, territories) = (service.db.clone(), service.territories.clone());
    tasks.spawn_local(insights.follow(db, territories, service.zone, stop.clone()));
    let (head_of, stopped) = (service.clone(), stop.clone());
    tasks.spawn_local(async move { keep_audit_head(&head_of, stopped).await });
    if let Some(listen) = service.config.metrics.listen
        && let Some(handle) = install_metrics()
    {
        let listener = TcpListener::bind(listen)
            .with_context(|| format!("cannot serve metrics on {listen}"))?;
        actix_web::rt::spawn(serve_metrics(listener, handle)?);
    }
    Ok(())
}

async fn keep_audit_head(service: &Service, stop: CancellationToken) {
    let file = service.config.keys_folder().join("audit-head");
    let mut written = 0;
    let mut tick = tokio::time::interval(HEAD_EVERY);
    loop {
        let last_round = tokio::select! {
            () = stop.cancelled() => true,
            _ = tick.tick() => false,
        };
        match audit::write_head(&service.db, &service.keys, &file, written).await {
            Ok(number) => written = number,
            Err(error) => {
                tracing::error!(error = %format!("{error:#}"), "the audit head could not be written");
            }
        }
        if last_round {
            return;
        }
    }
}

fn tls(certificate: &Path, key: &Path) -> anyhow::Result<rustls::ServerConfig> {
    use rustls_pki_types::pem::PemObject as _;
    use rustls_pki_types::{CertificateDer, PrivateKeyDer};
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .with_context(|| format!("cannot read the certificate {}", certificate.display()))?;
    let key = PrivateKeyDer::from_pem_file(key)
        .with_context(|| format!("cannot read the key {}", key.display()))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    Ok(rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?)
}
