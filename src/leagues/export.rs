//! The table of a league as a file: a line for each row.

use super::model::FIGURE;
use super::wire::{LeagueRow, LeagueTable};
use crate::platform::export::{Cell, Column, ExportRow, Held, column};

/// Columns of the file.
pub(super) const COLUMNS: [Column; 15] = [
    column("tier", "档", "tier"),
    column("code", "编号", "code"),
    column("row", "名称", "row"),
    column("state", "状态", "state"),
    column("numerator", "分子", "numerator"),
    column("denominator", "分母", "denominator"),
    column("share", "比率", "share"),
    column("low", "区间下限", "lower end"),
    column("high", "区间上限", "upper end"),
    column("method", "方法", "method"),
    column("verdict", "判定", "verdict"),
    column("set_aside", "搁置原因", "why set aside"),
    column("set_aside_by", "谁决定", "who decided"),
    column("set_aside_at", "时间", "when"),
    column("link", "数据来源", "records"),
];

/// A row in the language of the file.
#[derive(Clone, Debug)]
pub(super) struct Line {
    row: LeagueRow,
    is_chinese: bool,
}

fn text(text: Option<&str>) -> Cell<'_> {
    text.map_or(Cell::Empty, Cell::Text)
}

fn integer<'a>(value: Option<u64>) -> Cell<'a> {
    let value = value.map(|value| i64::try_from(value).unwrap_or(i64::MAX));
    value.map_or(Cell::Empty, Cell::Integer)
}

fn decimal<'a>(value: Option<f64>) -> Cell<'a> {
    value.map_or(Cell::Empty, |value| Cell::Decimal(value, 6))
}

impl ExportRow for Line {
    fn cells<'a>(&'a self, cells: &mut Vec<Cell<'a>>) {
        let row = &self.row;
        let rate = row.rate.as_ref();
        // A share of too small a sample is told by its counts alone.
        let sound = rate.filter(|_| row.state == FIGURE);
        let aside = row.set_aside.as_ref();
        cells.extend([
            integer(row.tier.map(u64::from)),
            Cell::Text(&row.code),
            Cell::Text(if self.is_chinese {
                &row.name_zh
            } else {
                &row.name_en
            }),
            Cell::Text(&row.state),
            integer(rate.map(|rate| rate.numerator)),
            integer(rate.map(|rate| rate.denominator)),
            decimal(sound.map(|rate| rate.estimate)),
            decimal(sound.map(|rate| rate.low)),
            decimal(sound.map(|rate| rate.high)),
            text(sound.map(|rate| rate.method.as_ref())),
            text(row.verdict.as_deref()),
            text(aside.map(|aside| aside.reason.as_str())),
            text(aside.and_then(|aside| aside.by_name.as_deref())),
            aside.map_or(Cell::Empty, |aside| Cell::Instant(aside.at.0)),
            text(row.link.as_deref()),
        ]);
    }

    fn place(&self) -> Option<(f64, f64)> {
        None
    }
}

/// The rows of a table.
pub(super) fn lines(table: LeagueTable, is_chinese: bool) -> Held<Line> {
    let line = |row| Line { row, is_chinese };
    Held(table.rows.into_iter().map(line).collect())
}
