//! One SQL text for both engines: column types are written in braces and filled in here.

use sea_orm_migration::SchemaManager;
use sea_orm_migration::prelude::DbErr;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseBackend};

/// Runs `;;`-separated statements after filling in the engine's names of the column types
/// `{uuid}`, `{bytes}`, `{int}`, `{real}` and of the byte-ordered text `{path}`.
pub(crate) async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    let postgres = is_postgres(manager);
    let types = if postgres {
        [
            ("{uuid}", "UUID"),
            ("{bytes}", "BYTEA"),
            ("{int}", "BIGINT"),
            ("{real}", "DOUBLE PRECISION"),
            ("{path}", "TEXT COLLATE \"C\""),
        ]
    } else {
        [
            ("{uuid}", "BLOB"),
            ("{bytes}", "BLOB"),
            ("{int}", "INTEGER"),
            ("{real}", "REAL"),
            ("{path}", "TEXT"),
        ]
    };
    let filled = types
        .iter()
        .fold(sql.to_owned(), |text, (name, column_type)| {
            text.replace(name, column_type)
        });
    for statement in filled
        .split(";;")
        .map(str::trim)
        .filter(|statement| !statement.is_empty())
    {
        manager
            .get_connection()
            .execute_unprepared(statement)
            .await?;
    }
    Ok(())
}

pub(crate) fn is_postgres(manager: &SchemaManager<'_>) -> bool {
    manager.get_database_backend() == DatabaseBackend::Postgres
}

/// Who may remove a row of an immutable table.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Removal {
    /// Nobody, ever.
    Never,
    /// The retention job, which puts a row into `retention_permit` for the length of its transaction.
    ByRetention,
}

/// Makes the rows of `table` immutable: any UPDATE is refused, DELETE as `removal` says, and an INSERT that meets an
/// existing `key` (comma-separated columns) is ignored before REPLACE could overwrite the row.
pub(crate) async fn make_immutable(
    manager: &SchemaManager<'_>,
    table: &str,
    key: &str,
    removal: Removal,
) -> Result<(), DbErr> {
    let permit = if removal == Removal::ByRetention {
        "NOT EXISTS (SELECT 1 FROM retention_permit)"
    } else {
        "1 = 1"
    };
    if is_postgres(manager) {
        return run(
            manager,
            &format!(
                "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change();;
                 CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();;
                 CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()",
                function = if removal == Removal::ByRetention { "refuse_unless_retention" } else { "refuse_change" },
            ),
        )
        .await;
    }
    let same_key = key
        .split(',')
        .map(|column| format!("{0} = NEW.{0}", column.trim()))
        .collect::<Vec<_>>()
        .join(" AND ");
    run(
        manager,
        &format!(
            "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, 'rows of {table} are immutable'); END;;
             CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN {permit} BEGIN SELECT RAISE(ABORT, 'rows of {table} are kept'); END;;
             CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same_key}) BEGIN SELECT RAISE(IGNORE); END"
        ),
    )
    .await
}

/// Takes the triggers of [`make_immutable`] off again, so that it can be called with another removal.
pub(crate) async fn drop_immutable(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    let (names, on): (&[&str], String) = if is_postgres(manager) {
        (&["update", "truncate", "delete"], format!(" ON {table}"))
    } else {
        (&["update", "delete", "replace"], String::new())
    };
    for name in names {
        run(manager, &format!("DROP TRIGGER {table}_no_{name}{on}")).await?;
    }
    Ok(())
}
