//! A report as a workbook: a cover with the hash, a sheet for each section, and one of what was left out.

use super::lines::{COLUMNS, EXCLUDED, LeftOut, of_section};
use super::model::Kind;
use super::wire::ReportView;
use crate::platform::export::{
    Cell, Column, ExportError, ExportRow, Pieces, Received, XlsxFile, column, stream_book,
};
use crate::sections::MapView;
use bytes::Bytes;
use chrono_tz::Tz;
use futures_util::stream::{BoxStream, StreamExt as _, once};

const COVER: [Column; 2] = [
    column("item", "项目", "item"),
    column("value", "内容", "value"),
];

/// A line of the cover.
struct Said(String, String);

impl ExportRow for Said {
    fn cells<'a>(&'a self, cells: &mut Vec<Cell<'a>>) {
        cells.extend([Cell::Text(&self.0), Cell::Text(&self.1)]);
    }
}

/// The bytes of the workbook.
pub(super) fn book(
    view: ReportView,
    is_chinese: bool,
    zone: Tz,
) -> BoxStream<'static, Result<Bytes, ExportError>> {
    let one = once(std::future::ready(Ok(view)));
    stream_book(
        one.boxed(),
        move |mut views: Received<ReportView>, target| {
            let Some(view) = views.take() else {
                return Ok(());
            };
            write(&view, (is_chinese, zone), target)
        },
    )
}

fn write(
    view: &ReportView,
    (is_chinese, zone): (bool, Tz),
    target: &mut Pieces,
) -> Result<(), ExportError> {
    let either = |zh: &'static str, en: &'static str| if is_chinese { zh } else { en };
    let mut book = XlsxFile::of_sheets(is_chinese, zone);
    book.sheet(either("封面", "Cover"), &COVER)?;
    for said in cover(view, is_chinese) {
        book.row(&said)?;
    }
    for section in &view.content.sections {
        let title = if is_chinese {
            &section.title_zh
        } else {
            &section.title_en
        };
        book.sheet(title, &COLUMNS)?;
        for line in of_section(section, is_chinese) {
            book.row(&line)?;
        }
    }
    for map in content_maps(view) {
        book.sheet(either("热力方格", "Heat squares"), &SQUARES)?;
        for square in map.squares() {
            book.row(&Square(square))?;
        }
    }
    book.sheet(either("排除清单", "Left out"), &EXCLUDED)?;
    for section in &view.content.sections {
        let title = if is_chinese {
            &section.title_zh
        } else {
            &section.title_en
        };
        for exclusion in &section.excluded {
            book.row(&LeftOut {
                section: title.clone(),
                exclusion: exclusion.clone(),
                is_chinese,
            })?;
        }
    }
    book.finish(target)
}

/// The drawings of a report.
fn content_maps(view: &ReportView) -> impl Iterator<Item = &MapView> {
    let sections = view.content.sections.iter();
    sections.filter_map(|section| section.map.as_ref())
}

const SQUARES: [Column; 4] = [
    column("lng", "经度", "longitude"),
    column("lat", "纬度", "latitude"),
    column("cell_m", "边长（米）", "edge in metres"),
    column("count", "数量", "count"),
];

/// A square of a drawing: its middle in degrees, its edge, and how many.
struct Square((f64, f64, f64, u32));

impl ExportRow for Square {
    fn cells<'a>(&'a self, cells: &mut Vec<Cell<'a>>) {
        let (lng, lat, cell_m, count) = self.0;
        cells.extend([
            Cell::Decimal(lng, 6),
            Cell::Decimal(lat, 6),
            Cell::Decimal(cell_m, 0),
            Cell::Integer(i64::from(count)),
        ]);
    }
}

fn cover(view: &ReportView, is_chinese: bool) -> Vec<Said> {
    let content = &view.content;
    let kind = Kind::parse(&content.kind).map_or(("", ""), Kind::names);
    let area = (
        content.area_name_zh.as_deref(),
        content.area_name_en.as_deref(),
    );
    let frozen = view.frozen.as_ref();
    let hash = frozen.map_or(String::new(), |frozen| frozen.sha256.clone());
    let made = frozen.map_or(String::new(), |frozen| frozen.made_at.to_rfc3339());
    let by = frozen.and_then(|frozen| frozen.made_by_name.clone());
    let days = format!("{} – {}", content.from, content.to);
    let lines = [
        (
            "报告",
            "report",
            if is_chinese { kind.0 } else { kind.1 }.to_owned(),
        ),
        ("时段", "period", content.period.clone()),
        ("日期", "days", days),
        (
            "区域",
            "area",
            if is_chinese { area.0 } else { area.1 }
                .unwrap_or_default()
                .to_owned(),
        ),
        (
            "结论",
            "findings",
            if is_chinese {
                &content.findings_zh
            } else {
                &content.findings_en
            }
            .clone(),
        ),
        ("定稿时间", "frozen at", made),
        ("定稿人", "frozen by", by.unwrap_or_default()),
        ("数据指纹 SHA-256", "data hash SHA-256", hash),
    ];
    let said = |(zh, en, value): (&str, &str, String)| {
        Said(if is_chinese { zh } else { en }.to_owned(), value)
    };
    lines.into_iter().map(said).collect()
}
