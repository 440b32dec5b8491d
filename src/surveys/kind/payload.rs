//! What a phone sends of a visit, and the rules that need nothing beside it.

use crate::platform::clock::UtcMillis;
use crate::platform::input::FieldProblems;
use crate::platform::num;
use crate::platform::problem::{FieldCode, FieldProblem};
use chrono::NaiveDate;
use entity::{survey, survey_door};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use utoipa::ToSchema;
use uuid::Uuid;

/// Most questions with timings.
const MOST_TIMINGS: usize = 5_000;
/// Longest path of a question.
const PATH_LETTERS: usize = 500;
/// A fix older than this is not kept, in milliseconds. Assumption: nobody stands still for five minutes before a visit.
const STALE_FIX_MS: i64 = 5 * 60 * 1000;

/// How a visit ended, by the final dispositions of AAPOR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// 完成
    Interview,
    /// 部分完成
    Partial,
    /// 拒访
    Refused,
    /// 不在家
    NotHome,
    /// 约了再来
    Later,
    /// 无此户
    NoSuchDwelling,
    /// 空户
    Vacant,
    /// 语言不通
    Language,
    /// 不安全
    Unsafe,
}

impl Disposition {
    /// The word in the table.
    pub fn code(self) -> &'static str {
        match self {
            Self::Interview => "interview",
            Self::Partial => "partial",
            Self::Refused => "refused",
            Self::NotHome => "not_home",
            Self::Later => "later",
            Self::NoSuchDwelling => "no_such_dwelling",
            Self::Vacant => "vacant",
            Self::Language => "language",
            Self::Unsafe => "unsafe",
        }
    }

    /// Whether answers belong to it.
    pub fn is_interview(self) -> bool {
        matches!(self, Self::Interview | Self::Partial)
    }

    /// Whether somebody spoke, so that answers to the first questions may be there.
    fn may_answer(self) -> bool {
        !matches!(self, Self::NoSuchDwelling | Self::Vacant | Self::Unsafe)
    }

    fn may_call_back(self) -> bool {
        matches!(
            self,
            Self::NotHome | Self::Later | Self::Partial | Self::Language
        )
    }

    fn may_hand_out(self) -> bool {
        !matches!(self, Self::NotHome | Self::NoSuchDwelling | Self::Vacant)
    }
}

/// Part of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DayPart {
    /// Before noon.
    Morning,
    /// Until six.
    Afternoon,
    /// From six.
    Evening,
}

impl DayPart {
    fn code(self) -> &'static str {
        match self {
            Self::Morning => "morning",
            Self::Afternoon => "afternoon",
            Self::Evening => "evening",
        }
    }
}

/// A next visit as agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallBack {
    /// Local day.
    pub day: NaiveDate,
    /// Part of it.
    pub part: DayPart,
}

impl CallBack {
    /// As it stands in the table.
    pub fn columns(self) -> (String, String) {
        (self.day.to_string(), self.part.code().to_owned())
    }
}

/// How long somebody stood at a question, by the phone's monotonic clock.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Timing {
    /// Path of the question.
    pub path: String,
    /// Milliseconds in all.
    pub ms: i64,
    /// How often it was looked at.
    pub visits: i64,
}

/// Where the phone was, WGS-84. Kept apart, never in lists, and no longer than 90 days after the survey.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitFix {
    /// Degrees east.
    pub lng: f64,
    /// Degrees north.
    pub lat: f64,
    /// Radius in metres.
    pub accuracy_m: f64,
    /// How old the fix was. One older than five minutes does not tell where the visit was and is not kept.
    #[serde(default)]
    pub fix_age_ms: Option<i64>,
}

impl VisitFix {
    fn is_fresh(&self) -> bool {
        self.fix_age_ms.is_none_or(|age| age <= STALE_FIX_MS)
    }
}

/// A visit to a drawn door, or an interview in the street.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SurveyVisitPayload {
    survey_id: Uuid,
    /// The drawn door; household surveys.
    door_id: Option<Uuid>,
    /// The quota cell; street intercepts that have any.
    quota_id: Option<Uuid>,
    /// Which visit to the door it is, from 1.
    visit_no: i64,
    disposition: Disposition,
    /// When to come again.
    call_back: Option<CallBack>,
    /// Questionnaire; with answers only.
    form_id: Option<Uuid>,
    /// Its published version; with answers only.
    form_version: Option<String>,
    /// Language of the interview.
    language: Option<String>,
    /// Answers by path.
    #[schema(value_type = Option<Object>)]
    answers: Option<Map<String, Value>>,
    /// Instances of repeats by path.
    repeats: Option<BTreeMap<String, u64>>,
    timings: Option<Vec<Timing>>,
    /// RFC 3339 with offset.
    started_at: String,
    /// RFC 3339 with offset.
    ended_at: String,
    started_position: Option<VisitFix>,
    ended_position: Option<VisitFix>,
    /// Whether a civility handbook was handed out.
    has_handbook: bool,
    /// The interview that this one checks.
    back_check_of: Option<Uuid>,
}

/// Answers of one questionnaire.
#[derive(Debug)]
pub struct Answered {
    pub(super) form_id: Uuid,
    pub(super) version: String,
    pub(super) values: Map<String, Value>,
    pub(super) repeats: BTreeMap<String, u64>,
}

/// A checked visit.
#[derive(Debug)]
pub struct SurveyVisit {
    pub(super) survey_id: Uuid,
    pub(super) door_id: Option<Uuid>,
    pub(super) quota_id: Option<Uuid>,
    pub(super) visit_number: i64,
    pub(super) disposition: Disposition,
    pub(super) call_back: Option<CallBack>,
    pub(super) answered: Option<Answered>,
    pub(super) language: Option<String>,
    pub(super) timings: Vec<Timing>,
    pub(super) started_at: UtcMillis,
    pub(super) ended_at: UtcMillis,
    pub(super) fixes: [Option<VisitFix>; 2],
    pub(super) has_handbook: bool,
    pub(super) back_check_of: Option<Uuid>,
    /// What examining found; set before the visit is stored.
    pub(super) examined: OnceLock<Examination>,
}

/// A visit held against its survey.
#[derive(Debug)]
pub(super) struct Examination {
    pub survey: Arc<survey::Model>,
    pub door: Option<survey_door::Model>,
    /// Community of the door or quota; that of the record without one.
    pub area_id: Option<i64>,
    pub stored: Option<StoredAnswers>,
}

/// Answers ready to be stored.
#[derive(Debug)]
pub(super) struct StoredAnswers {
    pub version_id: Uuid,
    pub text: String,
    pub is_inconsistent: bool,
    /// Recordings and files that answers name, by the path of the question.
    pub attachments: Vec<(String, [u8; 32])>,
}

impl SurveyVisitPayload {
    /// Checks what needs nothing beside it.
    pub(super) fn check(self, found: &mut FieldProblems) -> Option<SurveyVisit> {
        let before = found.0.len();
        let started_at = instant("/payload/started_at", &self.started_at, found);
        let ended_at = instant("/payload/ended_at", &self.ended_at, found);
        if let (Some(started), Some(ended)) = (started_at, ended_at)
            && started.0 > ended.0
        {
            found.add("/payload/ended_at", FieldCode::OrderedWrong);
        }
        self.check_combination(found);
        self.check_sizes(found);
        let answered = self.answered(found);
        if found.0.len() > before {
            return None;
        }
        Some(SurveyVisit {
            survey_id: self.survey_id,
            door_id: self.door_id,
            quota_id: self.quota_id,
            visit_number: self.visit_no,
            disposition: self.disposition,
            call_back: self.call_back,
            answered,
            language: self.language,
            timings: self.timings.unwrap_or_default(),
            started_at: started_at?,
            ended_at: ended_at?,
            fixes: [self.started_position, self.ended_position]
                .map(|fix| fix.filter(VisitFix::is_fresh)),
            has_handbook: self.has_handbook,
            back_check_of: self.back_check_of,
            examined: OnceLock::new(),
        })
    }

    /// What goes with which outcome.
    fn check_combination(&self, found: &mut FieldProblems) {
        let outcome = self.disposition;
        let mut refuse = |pointer: &str| {
            found.0.push(
                FieldProblem::new(pointer, FieldCode::NotAllowedHere)
                    .with("disposition", outcome.code()),
            );
        };
        if self.call_back.is_some() && !outcome.may_call_back() {
            refuse("/payload/call_back");
        }
        if self.answers.is_some() && !outcome.may_answer() {
            refuse("/payload/answers");
        }
        if self.has_handbook && !outcome.may_hand_out() {
            refuse("/payload/has_handbook");
        }
        if self.answers.is_none() {
            for (pointer, is_there) in [
                ("/payload/form_id", self.form_id.is_some()),
                ("/payload/form_version", self.form_version.is_some()),
                ("/payload/repeats", self.repeats.is_some()),
            ] {
                if is_there {
                    refuse(pointer);
                }
            }
            if outcome.is_interview() {
                found.add("/payload/answers", FieldCode::MissingField);
            }
        }
        if self.door_id.is_some() && self.quota_id.is_some() {
            found.add("/payload/quota_id", FieldCode::ExactlyOne);
        }
    }

    fn check_sizes(&self, found: &mut FieldProblems) {
        if !(1..=20).contains(&self.visit_no) {
            found.0.push(
                FieldProblem::new("/payload/visit_no", FieldCode::OutOfRange)
                    .with("min", 1)
                    .with("max", 20),
            );
        }
        if let Some(language) = &self.language {
            found.text_length("/payload/language", language, 1, 40);
        }
        let timings = self.timings.as_deref().unwrap_or_default();
        if timings.len() > MOST_TIMINGS {
            found.add("/payload/timings", FieldCode::TooMany);
        }
        for (at, timing) in timings.iter().enumerate() {
            if timing.path.chars().count() > PATH_LETTERS {
                found.add(format!("/payload/timings/{at}/path"), FieldCode::TooLong);
            }
            if timing.ms < 0 || timing.visits < 0 {
                found.add(format!("/payload/timings/{at}/ms"), FieldCode::OutOfRange);
            }
        }
        for (pointer, fix) in [
            ("/payload/started_position", self.started_position),
            ("/payload/ended_position", self.ended_position),
        ] {
            let Some(fix) = fix else {
                continue;
            };
            let within = |value: f64, most: f64| value.abs() <= most;
            if !within(fix.lng, 180.0) || !within(fix.lat, 90.0) {
                found.add(format!("{pointer}/lat"), FieldCode::OutOfRange);
            }
            if !(0.0..=num::from_i64(100_000)).contains(&fix.accuracy_m) {
                found.add(format!("{pointer}/accuracy_m"), FieldCode::OutOfRange);
            }
        }
    }

    fn answered(&self, found: &mut FieldProblems) -> Option<Answered> {
        let values = self.answers.clone()?;
        if self.form_id.is_none() {
            found.add("/payload/form_id", FieldCode::MissingField);
        }
        if self.form_version.is_none() {
            found.add("/payload/form_version", FieldCode::MissingField);
        }
        Some(Answered {
            form_id: self.form_id?,
            version: self.form_version.clone()?,
            values,
            repeats: self.repeats.clone().unwrap_or_default(),
        })
    }
}

fn instant(pointer: &str, text: &str, found: &mut FieldProblems) -> Option<UtcMillis> {
    let parsed = UtcMillis::parse_with_offset(text).map(|(instant, _)| instant);
    if parsed.is_none() {
        found.add(pointer, FieldCode::NoOffset);
    }
    parsed
}
