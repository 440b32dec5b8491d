//! Walks the chain and says where it is broken.

use super::{Head, Tail, chain_hash, checkpoint, checkpoint_mac, last_checkpoint};
use crate::platform::db::{Db, find_global};
use crate::platform::keys::Keys;
use entity::audit_event;
use sea_orm::{ColumnTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use serde::Serialize;
use std::path::Path;
use utoipa::ToSchema;

/// Rows read at a time.
const PAGE: u64 = 5_000;
/// Problems named; a broken log rarely needs more to be understood.
const PROBLEMS_NAMED: usize = 20;

/// What the check found.
#[derive(Debug, Serialize, ToSchema)]
pub struct Report {
    /// Whether no edit, deletion, insertion, reordering or truncation was found.
    pub is_intact: bool,
    /// Events checked.
    pub checked: i64,
    /// Number of the last event.
    pub last_number: i64,
    /// Number in the head outside the database, if there is one.
    pub head_number: Option<i64>,
    /// What is wrong, at most 20 entries.
    pub problems: Vec<String>,
}

/// Checks every row against the chain and the end against the outside head in `head_file`.
pub async fn verify(db: &Db, keys: &Keys, head_file: &Path) -> anyhow::Result<Report> {
    let head = read_head(head_file);
    let Tail {
        next_number: first_number,
        previous_hash: mut previous,
    } = checkpoint(db.read()).await?;
    let mut report = Report {
        is_intact: true,
        checked: 0,
        last_number: first_number - 1,
        head_number: None,
        problems: vec![],
    };
    if let Some(row) = last_checkpoint(db.read()).await?
        && checkpoint_mac(keys, row.number, &row.hash).as_slice() != row.mac
    {
        report.found(format!(
            "the checkpoint at event {} was not written by this service",
            row.number
        ));
    }
    let mut hash_at_head = None;
    loop {
        let rows = find_global::<audit_event::Entity>()
            .filter(audit_event::Column::Number.gt(report.last_number))
            .order_by_asc(audit_event::Column::Number)
            .limit(PAGE)
            .all(db.read())
            .await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            if row.number != report.last_number + 1 {
                report.found(format!(
                    "events {}..{} are missing",
                    report.last_number + 1,
                    row.number - 1
                ));
            } else if row.previous_hash != previous {
                report.found(format!(
                    "event {} does not follow event {}",
                    row.number,
                    row.number - 1
                ));
            }
            if chain_hash(&row).as_slice() != row.hash {
                report.found(format!("event {} was changed", row.number));
            }
            if head.as_ref().is_ok_and(|head| head.number == row.number) {
                hash_at_head = Some(hex::encode(&row.hash));
            }
            report.checked += 1;
            report.last_number = row.number;
            previous = row.hash;
        }
    }
    report.compare_with_head(head, hash_at_head, keys);
    Ok(report)
}

fn read_head(file: &Path) -> Result<Head, String> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| format!("the head outside the database cannot be read: {error}"))?;
    serde_json::from_str(&text)
        .map_err(|error| format!("the head outside the database is damaged: {error}"))
}

impl Report {
    fn found(&mut self, problem: String) {
        self.is_intact = false;
        if self.problems.len() < PROBLEMS_NAMED {
            self.problems.push(problem);
        }
    }

    fn compare_with_head(
        &mut self,
        head: Result<Head, String>,
        hash_at_head: Option<String>,
        keys: &Keys,
    ) {
        let head = match head {
            Ok(head) => head,
            Err(problem) => {
                if self.checked > 0 {
                    self.found(problem);
                }
                return;
            }
        };
        self.head_number = Some(head.number);
        let hash = hex::decode(&head.hash).unwrap_or_default();
        if Head::new(head.number, &hash, keys) != head {
            self.found("the head outside the database was not written by this service".to_owned());
        } else if head.number > self.last_number {
            self.found(format!(
                "events {}..{} were cut off",
                self.last_number + 1,
                head.number
            ));
        } else if hash_at_head.is_some_and(|found| found != head.hash) {
            self.found(format!(
                "event {} is not the one in the head outside the database",
                head.number
            ));
        }
    }
}
