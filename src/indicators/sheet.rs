//! Frozen results as a file: a line for each measure, with the link to what it is made of.

use super::wire::{MeasureResult, Scoreboard, ScoreboardItem};
use crate::platform::export::{Cell, Column, ExportRow, Pages, column};
use sea_orm::DbErr;

/// Columns of the file.
pub(super) const COLUMNS: [Column; 20] = [
    column("requirement", "测评要求编号", "requirement"),
    column("group", "测评指标", "indicator"),
    column("title", "名称", "name"),
    column("text", "要求", "what is required"),
    column("units", "责任单位", "units"),
    column("methods", "考核方式", "methods"),
    column("state", "测量状态", "state"),
    column("measure", "测量", "measure"),
    column("comparator", "比较", "comparator"),
    column("wanted", "目标", "wanted"),
    column("unit", "单位", "unit"),
    column("numerator", "分子", "numerator"),
    column("denominator", "分母", "denominator"),
    column("estimate", "估计值", "estimate"),
    column("low", "区间下限", "lower end"),
    column("high", "区间上限", "upper end"),
    column("verdict", "判定", "verdict"),
    column("more_needed", "还需数量", "more needed"),
    column("evidence", "已认可材料", "accepted evidence"),
    column("link", "数据来源", "made of"),
];

/// A measure of a requirement, or a requirement that nothing measures.
#[derive(Clone, Debug)]
pub(super) struct Row {
    at: usize,
    is_chinese: bool,
    item: ScoreboardItem,
    units: String,
    methods: String,
    measure: Option<MeasureResult>,
}

impl Row {
    fn either<'a>(&self, zh: &'a str, en: &'a str) -> Cell<'a> {
        Cell::Text(if self.is_chinese { zh } else { en })
    }
}

impl ExportRow for Row {
    fn cells<'a>(&'a self, cells: &mut Vec<Cell<'a>>) {
        let item = &self.item;
        cells.extend([
            Cell::Text(&item.code),
            self.either(&item.group_zh, &item.group_en),
            self.either(&item.title_zh, &item.title_en),
            self.either(&item.text_zh, &item.text_en),
            Cell::Text(&self.units),
            Cell::Text(&self.methods),
        ]);
        let Some(measure) = &self.measure else {
            cells.push(Cell::Text(&item.state));
            cells.extend([Cell::Empty; 13]);
            return;
        };
        let rate = measure.rate.as_ref();
        let text = |text: &'a Option<String>| text.as_deref().map_or(Cell::Empty, Cell::Text);
        let number = |value: Option<u64>| {
            value.map_or(Cell::Empty, |value| {
                Cell::Integer(i64::try_from(value).unwrap_or(i64::MAX))
            })
        };
        let share = |value: Option<f64>| value.map_or(Cell::Empty, |value| Cell::Decimal(value, 6));
        cells.extend([
            Cell::Text(&measure.state),
            self.either(&measure.name_zh, &measure.name_en),
            Cell::Text(&measure.wanted.comparator),
            Cell::Decimal(measure.wanted.value, 2),
            Cell::Text(&measure.wanted.unit),
            number(rate.map(|rate| rate.numerator).or(measure.count)),
            number(rate.map(|rate| rate.denominator)),
            share(rate.map(|rate| rate.estimate)),
            share(rate.map(|rate| rate.low)),
            share(rate.map(|rate| rate.high)),
            text(&measure.verdict),
            number(measure.more_needed),
            number(Some(item.evidence.accepted)),
            text(&measure.link),
        ]);
    }

    fn place(&self) -> Option<(f64, f64)> {
        None
    }
}

/// The rows of a scoreboard.
#[derive(Debug)]
pub(super) struct Sheet(Vec<Row>);

impl Sheet {
    /// All of them, in the order of the table.
    pub(super) fn new(board: Scoreboard, is_chinese: bool) -> Self {
        let mut rows = vec![];
        for mut item in board.items {
            let names: Vec<&str> = item.units.iter().map(|unit| unit.name.as_str()).collect();
            let (units, methods) = (names.join(";"), item.methods.join(";"));
            let mut measures: Vec<Option<MeasureResult>> = std::mem::take(&mut item.measures)
                .into_iter()
                .map(Some)
                .collect();
            if measures.is_empty() {
                measures.push(None);
            }
            for measure in measures {
                rows.push(Row {
                    at: rows.len(),
                    is_chinese,
                    item: item.clone(),
                    units: units.clone(),
                    methods: methods.clone(),
                    measure,
                });
            }
        }
        Self(rows)
    }
}

impl Pages for Sheet {
    type Row = Row;
    type Place = usize;

    async fn read(&self, after: Option<usize>, limit: u64) -> Result<Vec<Row>, DbErr> {
        let rows = self.0.iter().skip(after.map_or(0, |at| at + 1));
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(rows.take(limit).cloned().collect())
    }

    fn place_of(&self, row: &Row) -> usize {
        row.at
    }
}
