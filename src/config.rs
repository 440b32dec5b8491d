//! Settings: defaults < `wenxun.toml` < environment (`WENXUN_…`, sections joined by `__`).

use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use utoipa::{PartialSchema as _, ToSchema};

/// Everything that can be set; the defaults need no thought.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where to listen; default `127.0.0.1:8080`.
    #[schema(value_type = String, example = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// The data folder: `wenxun.db`, `photos/`, `keys/`; default `./data`.
    #[schema(value_type = String, example = "./data")]
    pub data: PathBuf,
    /// `postgres://…` instead of the file.
    #[schema(value_type = Option<String>, example = "postgres://wenxun@localhost/wenxun")]
    pub database_url: Option<SecretString>,
    /// Folder of the secret keys instead of `keys/` in the data folder.
    #[schema(value_type = Option<String>)]
    pub keys: Option<PathBuf>,
    /// The installation's zone, an IANA name; default `Asia/Shanghai`.
    pub time_zone: String,
    /// Accept sign-in over plain http from other machines. Only for trials on a closed network.
    pub insecure_http: bool,
    /// Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    #[schema(value_type = Vec<String>, example = json!(["127.0.0.1"]))]
    pub trusted_proxies: Vec<IpAddr>,
    /// Built-in TLS.
    pub tls: Tls,
    /// Prometheus metrics.
    pub metrics: Metrics,
    /// Logs.
    pub log: Log,
    /// Limits.
    pub limits: Limits,
    /// Map under the city's outlines.
    pub base_map: BaseMap,
    /// How long what says who was where is kept.
    pub retention: Retention,
}

/// Terms that an installation sets itself; the others are fixed by the privacy charter.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// Days after a shift until nothing says any more who was there: checks, presence, roster and single entries of
    /// hours go, numbers and each person's sum stay. Default 1,095 (three years), at least 90.
    #[schema(value_type = u32, minimum = 90, example = 1095)]
    pub attendance_days: NonZeroU32,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            attendance_days: NonZeroU32::MIN.saturating_add(3 * 365 - 1),
        }
    }
}

/// Certificate and key files (PEM); both or neither.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Tls {
    /// Certificate chain.
    #[schema(value_type = Option<String>)]
    pub certificate: Option<PathBuf>,
    /// Private key.
    #[schema(value_type = Option<String>)]
    pub key: Option<PathBuf>,
}

/// Prometheus metrics on their own listener, off by default.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Metrics {
    /// Where to listen, such as `127.0.0.1:9090`.
    #[schema(value_type = Option<String>, example = "127.0.0.1:9090")]
    pub listen: Option<SocketAddr>,
}

/// How logs look and how much they say.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// `pretty` or `json`.
    pub format: LogFormat,
    /// A filter such as `info` or `wenxun=debug,info`.
    pub filter: String,
}

/// How a log line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    Pretty,
    /// One JSON object a line.
    Json,
}

impl Default for Log {
    fn default() -> Self {
        Self {
            format: LogFormat::Pretty,
            // actix_http calls a client's broken HTTP an error; nobody must act on it.
            filter: "info,sqlx=warn,sea_orm_migration=warn,actix_http::h1=off".to_owned(),
        }
    }
}

/// Limits of this node.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Requests a second of one session; bursts of four seconds' worth pass.
    #[schema(value_type = u32, minimum = 1, example = 50)]
    pub requests_per_s: NonZeroU32,
    /// Worker threads; 0 = one for each core.
    pub workers: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            requests_per_s: NonZeroU32::MIN.saturating_add(49),
            workers: 0,
        }
    }
}

/// The map under the city's outlines; none needs no network.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct BaseMap {
    /// `none`, `raster` or `pmtiles`.
    pub kind: BaseMapKind,
    /// Tile address with `{z}/{x}/{y}`, or the address of the `PMTiles` file.
    pub url: Option<String>,
    /// Who made the map, as its licence asks.
    pub attribution: Option<String>,
}

/// Kinds of base maps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BaseMapKind {
    /// Outlines, roads and river of the imported city only.
    #[default]
    None,
    /// Raster tiles, for example of Tianditu (天地图) with a key.
    Raster,
    /// A self-hosted `PMTiles` file.
    Pmtiles,
}

impl Config {
    /// Reads file and environment over the defaults. `file` need not exist.
    pub fn load(file: &Path) -> Result<Self, Box<figment::Error>> {
        let defaults = serde_json::json!({
            "listen": "127.0.0.1:8080",
            "data": "./data",
            "time_zone": "Asia/Shanghai",
            "insecure_http": false,
            "trusted_proxies": [],
            "tls": Tls::default(),
            "metrics": Metrics::default(),
            "log": Log::default(),
            "limits": Limits::default(),
            "base_map": BaseMap::default(),
            "retention": Retention::default(),
        });
        Figment::new()
            .merge(Serialized::defaults(defaults))
            .merge(Toml::file(file))
            .merge(
                Env::prefixed("WENXUN_")
                    .split("__")
                    .ignore(&["bin", "config"])
                    .filter(|key| !key.starts_with("test_")),
            )
            .extract()
            .map_err(Box::new)
    }

    /// JSON schema of `wenxun.toml` as committed in `api-spec/config.schema.json`. Nothing is required: all has defaults.
    pub fn schema_text() -> String {
        let mut parts = vec![];
        Self::schemas(&mut parts);
        let parts: std::collections::BTreeMap<_, _> = parts.into_iter().collect();
        let mut schema = serde_json::json!(Self::schema());
        if let Some(schema) = schema.as_object_mut() {
            schema.remove("required");
            schema.insert(
                "$schema".into(),
                "https://json-schema.org/draft/2020-12/schema".into(),
            );
            schema.insert("components".into(), serde_json::json!({ "schemas": parts }));
        }
        let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Folder of the secret keys.
    pub fn keys_folder(&self) -> PathBuf {
        self.keys.clone().unwrap_or_else(|| self.data.join("keys"))
    }

    /// Whether phones reach this process by https directly.
    pub fn is_tls(&self) -> bool {
        self.tls.certificate.is_some() && self.tls.key.is_some()
    }

    /// The zone, or `None` when the name is unknown.
    pub fn zone(&self) -> Option<crate::platform::days::Zone> {
        self.time_zone.parse().ok().map(crate::platform::days::Zone)
    }

    /// Origin of the base map, for the content security policy.
    pub fn base_map_origins(&self) -> Vec<String> {
        let origin = self.base_map.url.as_deref().and_then(|url| {
            let (scheme, rest) = url.split_once("://")?;
            Some(format!("{scheme}://{}", rest.split('/').next()?))
        });
        origin.into_iter().collect()
    }
}
