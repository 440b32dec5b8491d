//! The answers of a survey as a file.
use std::collections::HashMap;
use std::sync::Arc;

use actix_web::{HttpResponse, get, web};
use bytes::Bytes;
use futures_util::stream::{BoxStream, StreamExt as _, TryStreamExt as _, iter, once};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::lines::{Context, interviews};
use super::rows::{Interview, Words, lines};
use super::table::{Table, tables};
use super::{book, spss, text};
use crate::areas::Territories;
use crate::platform::auth::markers::ExportAnswers;
use crate::platform::auth::{Allowed, AreaScope};
use crate::platform::days::Zone;
use crate::platform::export::{ExportError, Made, send_made, stream_book};
use crate::platform::problem::{Code, FieldCode, FieldProblem, Problem, ProblemResponses};
use crate::surveys::error::SurveyError;
use crate::surveys::figures::exported_weights;
use crate::surveys::forms::Forms;
use crate::surveys::queries::answers;
use crate::surveys::service::reach::Seen;

/// Name of the CSV that the SPSS syntax reads.
const CSV_NAME: &str = "answers.csv";

/// Mounts the routes below `/api/v1`.
pub fn configure(api: &mut ServiceConfig) {
    api.service(export_answers);
}

/// Kind of file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Format {
    #[default]
    Csv,
    Xlsx,
    Sps,
}

/// What the file holds.
#[derive(Clone, Debug, Deserialize, Serialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AnswersQuery {
    /// `csv` (default), `xlsx`, or `sps` (SPSS syntax that reads the CSV with codes).
    #[serde(default)]
    #[param(value_type = Option<String>, example = "csv")]
    format: Format,
    /// Labels in place of codes.
    #[serde(default)]
    labels: bool,
    /// Language of labels: `zh` (default) or `en`.
    #[param(example = "zh")]
    lang: Option<String>,
    /// Path of a repeat: its instances in place of the interviews (CSV and SPSS).
    repeat: Option<String>,
}

impl AnswersQuery {
    /// Words of titles and answers, and those of labels alone.
    fn words(&self) -> Result<(Words, Words), Problem> {
        let language = match self.lang.as_deref() {
            None | Some("zh") => Words::Chinese,
            Some("en") => Words::English,
            Some(_) => return Err(wrong("/lang")),
        };
        let words = if self.labels { language } else { Words::Codes };
        Ok((words, language))
    }
}

fn wrong(pointer: &str) -> Problem {
    Problem::invalid_query(vec![FieldProblem::new(pointer, FieldCode::UnknownValue)])
}

/// Save the answers of a survey as a file, without doors: one line an interview, repeats as tables of their own.
#[utoipa::path(operation_id = "export_answers", tag = "surveys", params(("survey_id" = Uuid, Path), AnswersQuery), security(("bearer" = [])),
    responses((status = 200, description = "The file, made while it is sent", content(
        (String = "text/csv"), (String = "application/x-spss-syntax"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), ProblemResponses))]
#[get("/surveys/{survey_id}/answers/export")]
async fn export_answers(
    who: Allowed<ExportAnswers>,
    id: web::Path<Uuid>,
    query: web::Query<AnswersQuery>,
    territories: web::Data<Territories>,
    forms: web::Data<Forms>,
    zone: web::Data<Zone>,
) -> Result<HttpResponse, Problem> {
    let (words, language) = query.words()?;
    let Seen {
        survey,
        reach,
        territory,
    } = Seen::of(&who, &territories, *id).await?;
    let (tables, versions) =
        shape(&who, &forms, &reach.scope, (*id, survey.form_version_id)).await?;
    let context = Context {
        db: who.read().clone(),
        weights: exported_weights(who.read(), &forms, (&reach, &territory), &survey).await?,
        scope: reach.scope,
        survey_id: *id,
        territory,
        versions,
    };
    let chosen = query.repeat.as_deref();
    let table = tables
        .iter()
        .find(|table| table.repeat.as_deref() == chosen);
    let table = table.cloned().ok_or_else(|| wrong("/repeat"))?;
    let (media_type, pieces) = match query.format {
        Format::Csv => (
            "text/csv; charset=utf-8",
            csv(table, words, interviews(context)),
        ),
        Format::Sps => (
            "application/x-spss-syntax",
            one(spss::syntax(&table, CSV_NAME, language)),
        ),
        Format::Xlsx => (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            stream_book(interviews(context), move |received, target| {
                book::write(tables, words, received, target)
            }),
        ),
    };
    let made = Made {
        operation: "export_answers",
        subject: format!("survey:{id}"),
        name: "answers",
        ending: match query.format {
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
            Format::Sps => "sps",
        },
        media_type,
        pieces,
    };
    send_made(&who, **zone, &*query, made).await
}

/// The tables of every version that was answered, the planned one first, and the names of the versions.
async fn shape(
    who: &Allowed<ExportAnswers>,
    forms: &Forms,
    scope: &AreaScope,
    (survey_id, planned): (Uuid, Option<Uuid>),
) -> Result<(Vec<Table>, HashMap<Uuid, String>), SurveyError> {
    let mut ids: Vec<Uuid> = planned.into_iter().collect();
    for id in answers::versions(who.read(), scope, survey_id).await? {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let (mut known, mut names) = (vec![], HashMap::new());
    for id in ids {
        if let Some(form) = forms.get(who.read(), id).await? {
            names.insert(id, form.version.clone());
            known.push(form);
        }
    }
    let (first, others) = known
        .split_first()
        .ok_or(SurveyError::Plain(Code::SurveyNotFound))?;
    let others: Vec<_> = others.iter().map(Arc::as_ref).collect();
    Ok((tables(first, &others), names))
}

type Pieces = BoxStream<'static, Result<Bytes, ExportError>>;

fn one(text: String) -> Pieces {
    iter([Ok(Bytes::from(text))]).boxed()
}

fn csv(
    table: Table,
    words: Words,
    interviews: BoxStream<'static, Result<Vec<Interview>, ExportError>>,
) -> Pieces {
    let head = Bytes::from(text::head(&table, words));
    let pages = interviews.map_ok(move |page| {
        let mut piece = vec![];
        for interview in &page {
            for line in lines(&table, interview, words) {
                text::line(&line, &mut piece);
            }
        }
        Bytes::from(piece)
    });
    once(std::future::ready(Ok(head)))
        .chain(pages)
        .try_filter(|piece| std::future::ready(!piece.is_empty()))
        .boxed()
}
