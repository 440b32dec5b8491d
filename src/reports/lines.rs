//! A report as lines: one for each number, with the list of its records; one for each thing that was left out.

use super::wire::ReportContent;
use crate::platform::export::{Cell, Column, ExportRow, Held, column};
use crate::sections::{Exclusion, Figure, SectionView};

/// Columns of numbers.
pub(super) const COLUMNS: [Column; 21] = [
    column("section", "部分", "section"),
    column("table", "表", "table"),
    column("code", "编号", "code"),
    column("row", "项目", "row"),
    column("column", "栏目", "column"),
    column("state", "状态", "state"),
    column("amount", "数量", "amount"),
    column("numerator", "分子", "numerator"),
    column("denominator", "分母", "denominator"),
    column("share", "比率", "share"),
    column("low", "区间下限", "lower end"),
    column("high", "区间上限", "upper end"),
    column("method", "方法", "method"),
    column("before", "上期", "period before"),
    column("change", "变化", "change"),
    column("comparator", "比较", "comparator"),
    column("wanted", "目标", "wanted"),
    column("verdict", "判定", "verdict"),
    column("more_needed", "还需数量", "more needed"),
    column("formula", "算法", "formula"),
    column("link", "数据来源", "records"),
];

/// Columns of what was left out.
pub(super) const EXCLUDED: [Column; 8] = [
    column("section", "部分", "section"),
    column("what", "排除了什么", "what is left out"),
    column("count", "数量", "count"),
    column("reason", "原因", "why"),
    column("by", "谁决定", "who decided"),
    column("at", "时间", "when"),
    column("kind", "依据", "by"),
    column("link", "数据来源", "records"),
];

/// A number with where it stands.
#[derive(Clone, Debug)]
pub(super) struct Line {
    section: String,
    table: String,
    code: String,
    row: String,
    column: String,
    figure: Figure,
    is_chinese: bool,
}

impl ExportRow for Line {
    fn cells<'a>(&'a self, cells: &mut Vec<Cell<'a>>) {
        let figure = &self.figure;
        let rate = figure.rate.as_ref();
        // A share of too small a sample is told by its counts alone.
        let sound = rate.filter(|_| figure.state == "figure");
        let formula = rate.map(|rate| {
            if self.is_chinese {
                rate.formula_zh.as_ref()
            } else {
                rate.formula_en.as_ref()
            }
        });
        let wanted = figure.wanted.as_ref();
        cells.extend([
            Cell::Text(&self.section),
            Cell::Text(&self.table),
            Cell::Text(&self.code),
            Cell::Text(&self.row),
            Cell::Text(&self.column),
            Cell::Text(&figure.state),
            Cell::decimal(figure.amount, 6),
            Cell::count(rate.map(|rate| rate.numerator)),
            Cell::count(rate.map(|rate| rate.denominator)),
            Cell::decimal(sound.map(|rate| rate.estimate), 6),
            Cell::decimal(sound.map(|rate| rate.low).or(figure.low), 6),
            Cell::decimal(sound.map(|rate| rate.high).or(figure.high), 6),
            Cell::text(sound.map(|rate| rate.method.as_ref())),
            Cell::decimal(figure.before, 6),
            Cell::text(figure.change.as_deref()),
            Cell::text(wanted.map(|wanted| wanted.comparator.as_str())),
            Cell::decimal(wanted.map(|wanted| wanted.value), 6),
            Cell::text(figure.verdict.as_deref()),
            Cell::count(figure.more_needed),
            Cell::text(formula),
            Cell::text(figure.link.as_deref()),
        ]);
    }
}

/// Every number of a section, in its order; a row without numbers is one line.
pub(super) fn of_section(section: &SectionView, is_chinese: bool) -> Vec<Line> {
    let either = |zh: &str, en: &str| if is_chinese { zh } else { en }.to_owned();
    let title = either(&section.title_zh, &section.title_en);
    let line = |table: &str, (code, row): (&str, String), column: String, figure: &Figure| Line {
        section: title.clone(),
        table: table.to_owned(),
        code: code.to_owned(),
        row,
        column,
        figure: figure.clone(),
        is_chinese,
    };
    let headlines = section.headlines.iter().map(|one| {
        let name = either(&one.name_zh, &one.name_en);
        line("", (&one.code, name), String::new(), &one.figure)
    });
    let mut lines: Vec<Line> = headlines.collect();
    for table in &section.tables {
        let name = either(&table.name_zh, &table.name_en);
        for row in &table.rows {
            let named = || (row.code.as_str(), either(&row.name_zh, &row.name_en));
            if row.cells.is_empty() {
                lines.push(line(&name, named(), String::new(), &Figure::nothing()));
            }
            for (head, cell) in table.heads.iter().skip(1).zip(&row.cells) {
                lines.push(line(
                    &name,
                    named(),
                    either(&head.name_zh, &head.name_en),
                    cell,
                ));
            }
        }
    }
    lines
}

/// Something left out, with the section that says so.
#[derive(Clone, Debug)]
pub(super) struct LeftOut {
    pub section: String,
    pub exclusion: Exclusion,
    pub is_chinese: bool,
}

impl ExportRow for LeftOut {
    fn cells<'a>(&'a self, cells: &mut Vec<Cell<'a>>) {
        let one = &self.exclusion;
        let either = |zh: &'a str, en: &'a str| Cell::Text(if self.is_chinese { zh } else { en });
        let is_rule = one.by_name.is_none();
        cells.extend([
            Cell::Text(&self.section),
            either(&one.what_zh, &one.what_en),
            Cell::count(Some(one.count)),
            either(&one.reason_zh, &one.reason_en),
            Cell::text(one.by_name.as_deref()),
            Cell::instant(one.at),
            if is_rule {
                either("规则", "a rule")
            } else {
                either("个人", "a person")
            },
            Cell::text(one.link.as_deref()),
        ]);
    }
}

/// Every number of a report.
pub(super) fn of_report(content: &ReportContent, is_chinese: bool) -> Held<Line> {
    let sections = content.sections.iter();
    Held(
        sections
            .flat_map(|section| of_section(section, is_chinese))
            .collect(),
    )
}
