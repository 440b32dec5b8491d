//! The two databases behind one door: reads from a pool, writes one transaction at a time.

mod rows;

use sea_orm::sea_query::InsertStatement;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ActiveModelTrait, ConnectOptions, ConnectionTrait, Database, DatabaseBackend,
    DatabaseConnection, DatabaseTransaction, DbErr, DeleteMany, EntityTrait, Iterable as _,
    QueryTrait as _, Select, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait as _, UpdateMany, Value,
};
use secrecy::{ExposeSecret as _, SecretString};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard};

pub use rows::{insert_row, insert_rows, save_row};

/// A table without an area of its own. Implementing it says why rows of the table may be read unscoped.
pub trait Global: EntityTrait {
    /// Why no area clips this table.
    const REASON: &'static str;
}

/// Says of several tables why no area clips them: one line a table, `table: "reason";`.
macro_rules! global_tables {
    ($($table:ident: $reason:literal;)*) => {$(
        impl crate::platform::db::Global for $table::Entity {
            const REASON: &'static str = $reason;
        }
    )*};
}

pub(crate) use global_tables;

/// Selects from a table that has no area.
#[expect(
    clippy::disallowed_methods,
    reason = "the door for tables that state why they are global"
)]
pub fn find_global<E: Global>() -> Select<E> {
    E::find()
}

/// Updates rows of a table that has no area.
#[expect(
    clippy::disallowed_methods,
    reason = "the door for tables that state why they are global"
)]
pub fn update_global<E: Global>() -> UpdateMany<E> {
    E::update_many()
}

/// Deletes rows of a table that has no area.
#[expect(
    clippy::disallowed_methods,
    reason = "the door for tables that state why they are global"
)]
pub fn delete_global<E: Global>() -> DeleteMany<E> {
    E::delete_many()
}

/// Page cache of SQLite's one writer, in KiB: what a transaction touches.
const WRITER_CACHE_KIB: u32 = 8_000;
/// Page cache of each of its readers, in KiB: the operating system keeps the file's pages besides, so a small one costs little.
const READER_CACHE_KIB: u32 = 4_000;

/// SQLite folds its log into the file after so many pages (32 MiB): busy pages are then written once for many commits.
const CHECKPOINT_PAGES: u32 = 4_096;

/// Handles of one database. Cheap to clone. Capabilities get it from a guard or from `app.rs`.
#[derive(Clone, Debug)]
pub struct Db {
    read: DatabaseConnection,
    write: DatabaseConnection,
    /// The fair queue for SQLite's one write connection; PostgreSQL has many writers.
    turn: Option<Arc<Mutex<()>>>,
}

impl Db {
    /// Opens (and makes) the SQLite database file. Settings: WAL, every commit synced, one writer.
    pub async fn open_sqlite(path: &Path) -> Result<Self, DbErr> {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let readers = u32::try_from(cores).unwrap_or(2).max(2);
        let write = Database::connect(sqlite_options(path, 1, WRITER_CACHE_KIB)).await?;
        let read = Database::connect(sqlite_options(path, readers, READER_CACHE_KIB)).await?;
        Ok(Self {
            read,
            write,
            turn: Some(Arc::new(Mutex::new(()))),
        })
    }

    /// Connects to PostgreSQL with at most 5 connections for reading and 4 for writing.
    pub async fn open_postgres(url: &SecretString) -> Result<Self, DbErr> {
        Ok(Self {
            read: Database::connect(postgres_options(url, 5)).await?,
            write: Database::connect(postgres_options(url, 4)).await?,
            turn: None,
        })
    }

    /// Which engine this is.
    pub fn backend(&self) -> DatabaseBackend {
        self.read.get_database_backend()
    }

    /// For reading; on SQLite it never waits for a writer.
    pub fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// The connection that schema changes run on.
    pub(crate) fn schema_connection(&self) -> &DatabaseConnection {
        &self.write
    }

    /// Runs `work` in one transaction: commits on `Ok`, rolls back on `Err`. Begins immediate on SQLite.
    /// Inside: database only; no network, files, image work or password hashing.
    pub async fn write<T, E>(
        &self,
        work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<DbErr>,
    {
        let transaction = self.begin_write().await?;
        match work(&transaction.inner).await {
            Ok(value) => {
                transaction.commit().await?;
                Ok(value)
            }
            Err(error) => {
                transaction.rollback().await?;
                Err(error)
            }
        }
    }

    /// A write transaction for code that must decide itself when to commit (the batching writer).
    pub async fn begin_write(&self) -> Result<WriteTransaction, DbErr> {
        let turn = match &self.turn {
            Some(mutex) => Some(Arc::clone(mutex).lock_owned().await),
            None => None,
        };
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let inner = self.write.begin_with_options(options).await?;
        Ok(WriteTransaction { inner, _turn: turn })
    }

    /// Copies an SQLite database as of now into the new file `target`, while others read and write.
    pub async fn copy_to(&self, target: &Path) -> Result<(), DbErr> {
        let quoted = target.display().to_string().replace('\'', "''");
        let sql = format!("VACUUM INTO '{quoted}'");
        self.read.execute_unprepared(&sql).await?;
        Ok(())
    }

    /// Closes both pools; used at shutdown so that SQLite folds its log into the file.
    pub async fn close(self) -> Result<(), DbErr> {
        self.read.clone().close().await?;
        self.write.clone().close().await
    }
}

/// An open write transaction that holds the writer's turn; dropping it rolls back.
#[derive(Debug)]
pub struct WriteTransaction {
    inner: DatabaseTransaction,
    _turn: Option<OwnedMutexGuard<()>>,
}

impl WriteTransaction {
    /// Makes the changes durable.
    pub async fn commit(self) -> Result<(), DbErr> {
        self.inner.commit().await
    }

    /// Forgets the changes.
    pub async fn rollback(self) -> Result<(), DbErr> {
        self.inner.rollback().await
    }
}

impl std::ops::Deref for WriteTransaction {
    type Target = DatabaseTransaction;
    fn deref(&self) -> &DatabaseTransaction {
        &self.inner
    }
}

fn sqlite_options(path: &Path, connections: u32, cache_kib: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new("sqlite::memory:");
    options
        .max_connections(connections)
        .min_connections(1)
        .connect_timeout(Duration::from_secs(10))
        .idle_timeout(Duration::from_hours(1))
        // A connection to a file cannot go away, so asking it first would only cost every statement another hop.
        .test_before_acquire(false)
        .sqlx_logging(false);
    let path = path.to_owned();
    options.map_sqlx_sqlite_opts(move |options| {
        options
            .in_memory(false)
            .shared_cache(false)
            .filename(&path)
            .create_if_missing(true)
            .page_size(8192)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .pragma("cache_size", format!("-{cache_kib}"))
            .pragma("temp_store", "MEMORY")
            .pragma("wal_autocheckpoint", format!("{CHECKPOINT_PAGES}"))
            .pragma("recursive_triggers", "ON")
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            .statement_cache_capacity(256)
    });
    options
}

fn postgres_options(url: &SecretString, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url.expose_secret());
    options
        .max_connections(connections)
        .connect_timeout(Duration::from_secs(10))
        .sqlx_logging(false);
    // An INSERT of so many rows is a statement of its own, and the writer takes what waits: many numbers of rows come again.
    options.map_sqlx_postgres_opts(|options| {
        options
            .options([("synchronous_commit", "on")])
            .statement_cache_capacity(256)
    });
    options
}

/// Serialises transactions of all nodes that share a PostgreSQL database until the end of `tx`; SQLite has one writer anyway.
/// Lock order: [`Lock::Changes`] before [`Lock::Audit`].
pub async fn hold(tx: &impl ConnectionTrait, lock: Lock) -> Result<(), DbErr> {
    if tx.get_database_backend() == DatabaseBackend::Postgres {
        let sql = match lock {
            Lock::Areas => "SELECT pg_advisory_xact_lock(7000)",
            Lock::Changes => "SELECT pg_advisory_xact_lock(7001)",
            Lock::Audit => "SELECT pg_advisory_xact_lock(7002)",
            // Evaluated from left to right, as the order of locks demands. Who appends looks up by keys alone; a plan kept
            // from when the tables were young would read them whole.
            Lock::ChangesThenAudit => {
                "SELECT pg_advisory_xact_lock(7001), pg_advisory_xact_lock(7002), \
                 set_config('enable_seqscan', 'off', true)"
            }
        };
        tx.execute_raw(Statement::from_string(DatabaseBackend::Postgres, sql))
            .await?;
    }
    Ok(())
}

/// What one transaction at a time may append to.
#[derive(Clone, Copy, Debug)]
pub enum Lock {
    /// The area versions.
    Areas,
    /// The change log and its gapless numbers.
    Changes,
    /// The audit chain.
    Audit,
    /// Both of the two above, in one statement.
    ChangesThenAudit,
}

/// Whether `error` says that there is no space left, on either engine.
pub fn is_full(error: &DbErr) -> bool {
    let text = error.to_string();
    ["disk is full", "No space left", "disk I/O error"]
        .iter()
        .any(|sign| text.contains(sign))
}

/// Lets the rows of expiring tables go in this transaction; [`end_retention`] closes the door before the commit.
pub async fn begin_retention(tx: &impl ConnectionTrait) -> Result<(), DbErr> {
    tx.execute_unprepared("INSERT INTO retention_permit (id) VALUES (1)")
        .await?;
    Ok(())
}

/// See [`begin_retention`].
pub async fn end_retention(tx: &impl ConnectionTrait) -> Result<(), DbErr> {
    tx.execute_unprepared("DELETE FROM retention_permit")
        .await?;
    Ok(())
}

/// A single integer answered by `sql` (`NULL` counts as absent).
pub async fn scalar_i64(db: &impl ConnectionTrait, sql: &str) -> Result<Option<i64>, DbErr> {
    let row = db
        .query_one_raw(Statement::from_string(db.get_database_backend(), sql))
        .await?;
    row.map_or(Ok(None), |row| row.try_get_by_index::<Option<i64>>(0))
}

/// Plain inserts of `rows`, each below both engines' limit of bound values.
pub fn inserts_of<A: ActiveModelTrait>(rows: Vec<A>) -> Vec<InsertStatement> {
    let at_once = rows_per_insert(<A::Entity as EntityTrait>::Column::iter().count());
    let mut rows = rows.into_iter().peekable();
    let mut inserts = vec![];
    while rows.peek().is_some() {
        let chunk: Vec<A> = rows.by_ref().take(at_once).collect();
        inserts.push(A::Entity::insert_many(chunk).into_query());
    }
    inserts
}

/// Runs `statements` in order. SQLite gets them in few calls, as each call costs two changes of thread; PostgreSQL binds
/// values to one statement at a time only.
pub async fn execute_all(
    tx: &impl ConnectionTrait,
    statements: Vec<InsertStatement>,
) -> Result<(), DbErr> {
    let backend = tx.get_database_backend();
    let mut together: Option<(String, Vec<Value>)> = None;
    for statement in statements {
        let Statement { sql, values, .. } = backend.build(&statement);
        let values = values.map(|values| values.0).unwrap_or_default();
        match &mut together {
            Some((all, bound))
                if backend == DatabaseBackend::Sqlite
                    && bound.len() + values.len() <= MOST_BOUND_VALUES =>
            {
                all.push_str("; ");
                all.push_str(&sql);
                bound.extend(values);
            }
            _ => {
                if let Some((sql, values)) = together.replace((sql, values)) {
                    tx.execute_raw(Statement::from_sql_and_values(backend, sql, values))
                        .await?;
                }
            }
        }
    }
    if let Some((sql, values)) = together {
        tx.execute_raw(Statement::from_sql_and_values(backend, sql, values))
            .await?;
    }
    Ok(())
}

/// SQLite binds at most 32,766 values, PostgreSQL 65,535.
const MOST_BOUND_VALUES: usize = 32_000;

/// How many rows one INSERT may carry when each binds `columns` values, below both engines' limits.
pub fn rows_per_insert(columns: usize) -> usize {
    MOST_BOUND_VALUES
        .checked_div(columns.max(1))
        .unwrap_or(1)
        .max(1)
}
