//! The drawn pictures as photos: stored once with their copies, named by many records.

use std::collections::HashMap;

use anyhow::Context as _;
use bytes::Bytes;

use super::pack;
use crate::exchange::ImportLine;
use crate::photos::derive::{Derivatives, derive};
use crate::photos::structure::{PhotoStructure, check_structure};
use crate::photos::{PhotoHash, PreparedPhoto};
use crate::platform::blobs::{BlobKey, Blobs};
use crate::platform::keys::sha256;

/// Pictures by category, ready to be named by records.
#[derive(Debug, Default)]
pub(super) struct Gallery {
    by_category: HashMap<String, Vec<String>>,
    /// What to note in the database.
    pub(super) photos: Vec<PreparedPhoto>,
}

/// Stores every picture with its copies.
pub(super) async fn store(blobs: &Blobs) -> anyhow::Result<Gallery> {
    let mapping = pack::pictures()?;
    let mut paths: Vec<String> = mapping.values().flatten().cloned().collect();
    paths.sort();
    paths.dedup();
    let work = paths
        .iter()
        .cloned()
        .map(|path| tokio::task::spawn_blocking(move || prepare(&path)));
    let mut hashes = HashMap::new();
    let mut photos = Vec::new();
    for (path, ready) in paths.iter().zip(futures_util::future::join_all(work).await) {
        let (bytes, structure, made) = ready?.with_context(|| format!("prepare {path}"))?;
        let hash = sha256(&bytes);
        let size_bytes = u64::try_from(bytes.len())?;
        blobs
            .put(BlobKey::Original(hash), Bytes::from(bytes))
            .await?;
        blobs
            .put(BlobKey::Screen(hash), Bytes::from(made.screen))
            .await?;
        blobs
            .put(BlobKey::Thumb(hash), Bytes::from(made.thumb))
            .await?;
        hashes.insert(path.clone(), hex::encode(hash));
        photos.push(PreparedPhoto {
            hash: PhotoHash(hash),
            structure,
            size_bytes,
            dhash: made.dhash,
        });
    }
    let by_category = mapping
        .into_iter()
        .map(|(category, paths)| {
            (
                category,
                paths
                    .iter()
                    .filter_map(|path| hashes.get(path).cloned())
                    .collect(),
            )
        })
        .collect();
    Ok(Gallery {
        by_category,
        photos,
    })
}

fn prepare(path: &str) -> anyhow::Result<(Vec<u8>, PhotoStructure, Derivatives)> {
    let bytes = pack::file(path)?;
    let structure = check_structure(&bytes)?;
    let made = derive(&bytes, structure)?;
    Ok((bytes, structure, made))
}

impl Gallery {
    /// Gives a picture to a line that says there was one; always the same picture to the same line.
    pub(super) fn adorn(&self, line: &mut ImportLine) {
        let id = line.envelope.get("id").and_then(serde_json::Value::as_str);
        let draw = id
            .and_then(|id| id.get(..8))
            .and_then(|digits| usize::from_str_radix(digits, 16).ok())
            .unwrap_or(0);
        let pictures = line
            .category
            .as_ref()
            .and_then(|category| self.by_category.get(category));
        let Some(pictures) =
            pictures.filter(|pictures| line.claimed_photos > 0 && !pictures.is_empty())
        else {
            return;
        };
        if let Some(hash) = pictures.get(draw % pictures.len()) {
            line.add_photo(&hash.clone());
        }
    }
}
