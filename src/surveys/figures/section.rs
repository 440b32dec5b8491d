//! What a report tells of surveys: the rates of those whose field work met its days, by street, nothing that could point at
//! persons.

use entity::survey;
use sea_orm::DatabaseConnection;

use super::gauge::was_asked;
use super::input::{Input, load};
use super::rates::{Groups, share_of, target_of};
use super::shown::{Raw, may_tell, tell_groups};
use crate::areas::Territory;
use crate::platform::auth::Level;
use crate::platform::num;
use crate::sections::{Ask, Exclusion, Figure, Row, Section, SectionView, Table, Written};
use crate::surveys::error::SurveyError;
use crate::surveys::forms::Forms;
use crate::surveys::model::Measure;
use crate::surveys::queries::surveys;
use crate::surveys::service::reach::Reach;

/// Source: small cells of the page on honest rates.
const SMALL: (&str, &str) = (
    "不足 5 人作答，或某一格只有 1–4 人，为保护个人不显示",
    "fewer than 5 answers, or a cell of 1 to 4: withheld to protect persons",
);

/// Surveys of a period.
#[derive(Clone, Debug)]
pub struct SurveySection {
    /// Published questionnaires.
    pub forms: Forms,
}

impl Section for SurveySection {
    async fn write(&self, db: &DatabaseConnection, ask: &Ask) -> Written {
        let reach = Reach::over(ask.span.scope.clone());
        let mut section = SectionView::new("surveys", ("入户调查", "Household surveys"));
        for survey in surveys::all(db).await? {
            if !was_asked(&survey, &ask.span, (&reach, &ask.territory)) {
                continue;
            }
            let seen = (&reach, &*ask.territory);
            match load(db, &self.forms, seen, survey, &[]).await {
                Ok(input) => tell(&mut section, &input, &ask.territory),
                Err(SurveyError::Db(error)) => return Err(error),
                // A survey without a readable form has no figures.
                Err(_) => {}
            }
        }
        let is_empty = section.tables.is_empty() && section.excluded.is_empty();
        Ok((!is_empty).then_some(section))
    }
}

fn tell(section: &mut SectionView, input: &Input, territory: &Territory) {
    let groups = Groups::by_area(input, territory, Level::Street);
    let survey = &input.survey;
    let mut heads = vec![("area", "地区", "area")];
    let names = input
        .measures
        .iter()
        .map(|of| (&*of.code, &*of.name.zh, &*of.name.en));
    heads.extend(names);
    let link = format!("/surveys/{}/rates", survey.id);
    let title = (survey.title_zh.as_str(), survey.title_en.as_str());
    let mut table = Table::new(&format!("survey_{}", survey.id), title, &heads);
    let whole = input.measures.iter().map(|measure| {
        let share = share_of(input, measure, None);
        figure(&share, may_tell(&share), measure, &link)
    });
    table
        .rows
        .push(Row::new("all", ("全部", "All"), whole.collect()));
    let by_measure: Vec<Vec<Figure>> = input
        .measures
        .iter()
        .map(|measure| by_street(input, measure, &groups, &link))
        .collect();
    for (at, (code, name)) in groups.names.iter().enumerate() {
        let cells = by_measure
            .iter()
            .filter_map(|column| column.get(at).cloned());
        table
            .rows
            .push(Row::new(code, (&name.zh, &name.en), cells.collect()));
    }
    section.excluded.extend(withheld(survey, &table, &link));
    section.tables.push(table);
}

/// A measure in every street, without what sums would give away.
fn by_street(input: &Input, measure: &Measure, groups: &Groups, link: &str) -> Vec<Figure> {
    let shares: Vec<Raw> = (0..groups.names.len())
        .map(|at| share_of(input, measure, Some((groups, at))))
        .collect();
    let told = tell_groups(&shares);
    let figures = shares.iter().zip(told);
    figures
        .map(|(share, is_told)| figure(share, is_told, measure, link))
        .collect()
}

fn figure(share: &Raw, is_told: bool, measure: &Measure, link: &str) -> Figure {
    let formula = (measure.formula.zh.as_str(), measure.formula.en.as_str());
    let figure = match (share, target_of(measure)) {
        (None, _) => Figure::nothing(),
        (Some(_), _) if !is_told => Figure::withheld(),
        (Some(share), Some(target)) => Figure::judged(Some(share.rate()), formula, target),
        (Some(share), None) => Figure::rate(Some(share.rate()), formula),
    };
    figure.linked(link)
}

/// How many figures of a survey are withheld.
fn withheld(survey: &survey::Model, table: &Table, link: &str) -> Option<Exclusion> {
    let cells = table.rows.iter().flat_map(|row| &row.cells);
    let count = cells
        .filter(|cell| **cell == Figure::withheld().linked(link))
        .count();
    let what = (
        format!("{}：街道的数", survey.title_zh),
        format!("{}: figures of streets", survey.title_en),
    );
    let told = Exclusion::by_rule((&what.0, &what.1), num::u64_from_usize(count), SMALL);
    (count > 0).then(|| told.linked(link))
}
