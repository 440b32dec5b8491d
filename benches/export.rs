//! How many rows a second a list can be saved with. Goal: ≥ 1 M (CSV) and ≥ 150 k (XLSX) rows per CPU second, ≤ 20 MB.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench talks to its reader and stops at the first fault"
)]

use std::hint::black_box;
use std::time::Instant;

use wenxun::platform::export::{
    Cell, Column, ExportFormat, ExportRow, Layout, TextEncoder, XlsxFile,
};

const fn column(key: &'static str) -> Column {
    Column {
        key,
        title_zh: key,
        title_en: key,
    }
}

/// Columns like those of an incident.
const COLUMNS: &[Column] = &[
    column("seq"),
    column("receipt"),
    column("category"),
    column("severity"),
    column("count"),
    column("outcome"),
    column("happened_at"),
    column("received_at"),
    column("area_code"),
    column("area_name"),
    column("lng"),
    column("lat"),
    column("accuracy_m"),
    column("flags"),
    column("note"),
    column("author"),
];

struct Row {
    number: i64,
    receipt: String,
    note: String,
}

impl ExportRow for Row {
    fn cells<'a>(&'a self, cells: &mut Vec<Cell<'a>>) {
        cells.extend([
            Cell::Integer(self.number),
            Cell::Text(&self.receipt),
            Cell::Text("机动车乱停乱放"),
            Cell::Integer(2),
            Cell::Integer(1),
            Cell::Text("当场改正"),
            Cell::Instant(1_761_948_587_000 + self.number * 1577),
            Cell::Instant(1_761_948_597_000 + self.number * 1577),
            Cell::Text("439803001005002"),
            Cell::Text("桂花第2网格"),
            Cell::Decimal(110.477_455, 6),
            Cell::Decimal(26.870_901, 6),
            Cell::Decimal(9.2, 1),
            Cell::Text(""),
            Cell::Text(&self.note),
            Cell::Text("W-03001005-02"),
        ]);
    }

    fn place(&self) -> Option<(f64, f64)> {
        Some((110.477_455, 26.870_901))
    }
}

fn page(from: i64) -> Vec<Row> {
    (from..from + 1000)
        .map(|number| Row {
            number,
            receipt: format!("7K3B{number:04}"),
            note: "商户门前, 反复出现".to_owned(),
        })
        .collect()
}

/// CPU milliseconds of this thread so far; `None` where the system does not tell.
fn cpu_ms() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanos: f64 = text.split(' ').next()?.parse().ok()?;
    Some(nanos / 1e6)
}

fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Writes `pages` pages of 1,000 rows; the rows are made outside the measured time.
fn measure(name: &str, pages: i64, mut write: impl FnMut(&[Row])) {
    // Where the system does not reset the peak, the figure includes what ran before.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let before = peak_kib().unwrap_or_default();
    let (mut wall_ms, mut busy_ms) = (0.0, 0.0);
    for number in 0..pages {
        let rows = page(number * 1000);
        let (begin, cpu) = (Instant::now(), cpu_ms());
        write(&rows);
        wall_ms += begin.elapsed().as_secs_f64() * 1000.0;
        busy_ms += cpu_ms()
            .zip(cpu)
            .map_or(0.0, |(after, before)| after - before);
    }
    let thousands = f64::from(i32::try_from(pages).unwrap());
    let above = peak_kib().unwrap_or_default().saturating_sub(before) / 1024;
    println!(
        "{name}: {:.0} rows per CPU second ({:.0} per second), {above} MB above idle",
        thousands * 1e6 / busy_ms.max(0.001),
        thousands * 1e6 / wall_ms
    );
}

fn main() {
    let layout = Layout {
        columns: COLUMNS,
        is_chinese: true,
        zone: chrono_tz::Asia::Shanghai,
    };
    for format in [
        ExportFormat::Csv,
        ExportFormat::Ndjson,
        ExportFormat::Geojson,
    ] {
        let mut encoder = TextEncoder::new(format, layout);
        let mut piece = Vec::new();
        measure(format.name(), 1000, |rows| {
            piece.clear();
            for row in rows {
                encoder.row(row, &mut piece);
            }
            black_box(&piece);
        });
    }
    let mut book = Some(XlsxFile::new(layout).unwrap());
    measure("xlsx", 300, |rows| {
        for row in rows {
            book.as_mut().unwrap().row(row).unwrap();
        }
        if rows.first().is_some_and(|row| row.number == 299_000) {
            book.take().unwrap().finish(std::io::sink()).unwrap();
        }
    });
}
