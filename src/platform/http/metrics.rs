//! Prometheus metrics on their own listener, off by default.

use actix_web::http::StatusCode;
use actix_web::{App, HttpResponse, HttpServer, web};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::net::TcpListener;
use std::time::Duration;

/// Upper edges of the duration buckets, in seconds.
const BUCKETS_S: [f64; 11] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0,
];

/// Starts collecting; without it every measurement is dropped at no cost.
pub fn install() -> Option<PrometheusHandle> {
    PrometheusBuilder::new()
        .set_buckets_for_metric(
            Matcher::Full("http_request_duration_seconds".to_owned()),
            &BUCKETS_S,
        )
        .and_then(PrometheusBuilder::install_recorder)
        .ok()
}

/// Serves `/metrics` on `listener`.
pub fn serve(
    listener: TcpListener,
    handle: PrometheusHandle,
) -> std::io::Result<actix_web::dev::Server> {
    let server = HttpServer::new(move || {
        let handle = handle.clone();
        App::new().route(
            "/metrics",
            web::get().to(move || {
                let handle = handle.clone();
                async move {
                    HttpResponse::Ok()
                        .content_type("text/plain; version=0.0.4")
                        .body(handle.render())
                }
            }),
        )
    });
    Ok(server.workers(1).disable_signals().listen(listener)?.run())
}

/// Counts one answered request by its route pattern.
pub fn observe(route: &str, method: &str, status: StatusCode, took: Duration) {
    let labels = [("route", route.to_owned()), ("method", method.to_owned())];
    metrics::histogram!("http_request_duration_seconds", &labels).record(took.as_secs_f64());
    metrics::counter!("http_requests_total", "route" => route.to_owned(), "method" => method.to_owned(), "status" => status.as_str().to_owned())
        .increment(1);
}
