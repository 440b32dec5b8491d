//! What the API document says of a list sent as a file.

use super::ExportFormat;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::openapi::{ContentBuilder, Object, RefOr, Response, ResponseBuilder};
use utoipa::{IntoResponses, PartialSchema as _};

/// Nothing to ask: the thing is exported whole.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Whole {}

/// The answer of an export: one of the [`ExportFormat`]s.
#[derive(Debug)]
pub struct SavedFile;

impl IntoResponses for SavedFile {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let formats = [
            ExportFormat::Csv,
            ExportFormat::Ndjson,
            ExportFormat::Geojson,
            ExportFormat::Xlsx,
        ];
        let answer = formats.into_iter().fold(
            ResponseBuilder::new().description("The file, made while it is sent"),
            |answer, format| {
                let schema = match format {
                    ExportFormat::Csv | ExportFormat::Ndjson => String::schema(),
                    ExportFormat::Geojson => Object::new().into(),
                    ExportFormat::Xlsx => Vec::<u8>::schema(),
                };
                let media_type = format.media_type().split(';').next().unwrap_or_default();
                answer.content(
                    media_type,
                    ContentBuilder::new().schema(Some(schema)).build(),
                )
            },
        );
        BTreeMap::from([("200".to_owned(), answer.build().into())])
    }
}
