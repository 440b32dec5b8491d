//! A list as lines: one for each unit or place.

use super::model::{Colour, State, SubjectKind};
use super::wire::BoardView;
use crate::platform::export::{Cell, Column, ExportRow, Held, column};

/// Columns.
pub(super) const COLUMNS: [Column; 11] = [
    column("period", "时段", "period"),
    column("area", "辖区", "area"),
    column("state", "状态", "state"),
    column("colour", "榜", "list"),
    column("kind", "类型", "kind"),
    column("code", "代码", "code"),
    column("name", "名称", "name"),
    column("reason", "理由", "reason"),
    column("proof", "依据", "proof"),
    column("links", "依据来源", "links"),
    column("sha256", "数据指纹 SHA-256", "data hash SHA-256"),
];

/// A unit or place, cell by cell.
#[derive(Clone, Debug)]
pub(super) struct Line(Vec<String>);

impl ExportRow for Line {
    fn cells<'a>(&'a self, cells: &mut Vec<Cell<'a>>) {
        let cell = |text: &'a String| {
            if text.is_empty() {
                Cell::Empty
            } else {
                Cell::Text(text)
            }
        };
        cells.extend(self.0.iter().map(cell));
    }
}

/// Every entry of a list, praise first.
pub(super) fn lines(view: &BoardView, is_chinese: bool) -> Held<Line> {
    let either = |(zh, en): (&str, &str)| if is_chinese { zh } else { en }.to_owned();
    let board = &view.board;
    let area = either((&board.area_name_zh, &board.area_name_en));
    let state = State::parse(&board.state).map_or(("", ""), State::names);
    let hash = view.document.as_ref();
    let hash = hash.map_or(String::new(), |document| document.sha256.clone());
    let of = |colour: Colour| {
        let entries = view.entries.iter();
        entries.filter(move |entry| entry.colour == colour.code())
    };
    let line = |entry: &super::wire::BoardEntry| {
        let colour = Colour::parse(&entry.colour).map_or(("", ""), Colour::names);
        let kind = SubjectKind::parse(&entry.subject.kind).map_or(("", ""), SubjectKind::names);
        let labels = entry.proof.iter();
        let labels = labels.map(|one| either((&one.label_zh, &one.label_en)));
        let links = entry.proof.iter().map(|one| one.link.clone());
        Line(vec![
            board.period.clone(),
            area.clone(),
            either(state),
            either(colour),
            either(kind),
            entry.subject.code.clone(),
            either((&entry.subject.name_zh, &entry.subject.name_en)),
            entry.reason.clone(),
            labels.collect::<Vec<String>>().join("; "),
            links.collect::<Vec<String>>().join(" "),
            hash.clone(),
        ])
    };
    Held(of(Colour::Red).chain(of(Colour::Black)).map(line).collect())
}
