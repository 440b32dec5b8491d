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

impl ExportRow for Line {
    fn cells<'a>(&'a self, cells: &mut Vec<Cell<'a>>) {
        let row = &self.row;
        let rate = row.rate.as_ref();
        // A share of too small a sample is told by its counts alone.
        let sound = rate.filter(|_| row.state == FIGURE);
        let aside = row.set_aside.as_ref();
        cells.extend([
            Cell::count(row.tier.map(u64::from)),
            Cell::Text(&row.code),
            Cell::Text(if self.is_chinese {
                &row.name_zh
            } else {
                &row.name_en
            }),
            Cell::Text(&row.state),
            Cell::count(rate.map(|rate| rate.numerator)),
            Cell::count(rate.map(|rate| rate.denominator)),
            Cell::decimal(sound.map(|rate| rate.estimate), 6),
            Cell::decimal(sound.map(|rate| rate.low), 6),
            Cell::decimal(sound.map(|rate| rate.high), 6),
            Cell::text(sound.map(|rate| rate.method.as_ref())),
            Cell::text(row.verdict.as_deref()),
            Cell::text(aside.map(|aside| aside.reason.as_str())),
            Cell::text(aside.and_then(|aside| aside.by_name.as_deref())),
            Cell::instant(aside.map(|aside| aside.at)),
            Cell::text(row.link.as_deref()),
        ]);
    }
}

/// The rows of a table.
pub(super) fn lines(table: LeagueTable, is_chinese: bool) -> Held<Line> {
    let line = |row| Line { row, is_chinese };
    Held(table.rows.into_iter().map(line).collect())
}
