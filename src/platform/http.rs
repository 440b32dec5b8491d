//! The edge: request ids, security headers, problem bodies, panics, time limits and the metrics of every request.

mod edge;
mod health;
mod metrics;

pub use edge::{Edge, RequestId, edge};
pub use health::configure as configure_health;
pub use metrics::{install as install_metrics, serve as serve_metrics};

/// Ends when the server stops: streams that never end by themselves end with it.
#[derive(Clone, Debug)]
pub struct Closing(pub tokio_util::sync::CancellationToken);
