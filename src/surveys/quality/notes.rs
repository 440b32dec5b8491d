//! What may be odd about a visit, and the visits it is looked for in.
use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::surveys::figures::questions::Values;
use crate::surveys::wire::Bilingual;

macro_rules! notes {
    ($($name:ident = $code:literal, $zh:literal, $en:literal;)*) => {
        /// A note.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Note {
            $(#[doc = $en] $name,)*
        }

        impl Note {
            /// The word on the wire.
            pub fn code(self) -> &'static str { match self { $(Self::$name => $code,)* } }

            /// What it says.
            pub fn text(self) -> Bilingual {
                let (zh, en) = match self { $(Self::$name => ($zh, $en),)* };
                Bilingual { zh: zh.to_owned(), en: en.to_owned() }
            }
        }
    };
}

notes! {
    TooFast = "too_fast", "整场访问用时不到一般的一半", "The whole interview took less than half the usual time";
    QuestionsTooFast = "questions_too_fast", "多数题目用时不到一般的一半", "Most questions took less than half their usual time";
    Overlap = "overlap", "和同一人的另一次访问时间重叠", "Overlaps in time with another visit of the same person";
    TooFarApart = "too_far_apart", "离上一次访问太远，来不及走到", "Too far from the visit before to get there in time";
    FarFromDoor = "far_from_door", "开始时的位置离这一户太远", "Began too far from the door";
    SamePosition = "same_position", "和另外几户的坐标完全相同", "Exactly the same coordinates as at other doors";
    StraightLine = "straight_line", "整组题目选了同一个答案", "The same answer to a whole group of questions";
    SameAnswers = "same_answers", "和另一份问卷的答案完全相同", "All answers are the same as in another interview";
    NearSameAnswers = "near_same_answers", "这位访问员的问卷彼此相像，超出偶然", "This person's interviews are more alike than chance explains";
    FewRefusals = "few_refusals", "这位访问员遇到的拒访比同片的人少得多", "This person met far fewer refusals than others in the same area";
}

/// Where the phone was.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fix {
    /// Degrees east.
    pub lng: f64,
    /// Degrees north.
    pub lat: f64,
    /// Radius in metres.
    pub accuracy_m: f64,
}

/// A visit as the notes see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Visit {
    /// Record.
    pub id: Uuid,
    /// Who visited.
    pub surveyor: Uuid,
    /// Community.
    pub area_id: i64,
    /// Street, as peers are told apart.
    pub street: String,
    /// When it began, epoch milliseconds.
    pub started_at: i64,
    /// When it ended.
    pub ended_at: i64,
    /// How it ended.
    pub disposition: String,
    /// Milliseconds by question.
    pub timings: Vec<(String, i64)>,
    /// Where it began.
    pub start: Option<Fix>,
    /// Where it ended.
    pub end: Option<Fix>,
    /// Degrees east and north of the door.
    pub door: Option<(f64, f64)>,
    /// Answers to questions with a list; none without an interview that counts.
    pub answers: Option<Values>,
}

impl Visit {
    /// Whether it was a whole interview.
    pub fn is_interview(&self) -> bool {
        self.disposition == "interview"
    }

    /// How long it took in milliseconds: at the questions where that is known, else between start and end.
    pub fn duration_ms(&self) -> i64 {
        let at_questions: i64 = self.timings.iter().map(|(_, ms)| ms).sum();
        if at_questions > 0 {
            at_questions
        } else {
            (self.ended_at - self.started_at).max(0)
        }
    }
}

/// Notes by visit and by person.
#[derive(Debug, Default)]
pub struct Found {
    /// By record.
    pub visits: BTreeMap<Uuid, BTreeSet<Note>>,
    /// By surveyor; those of single visits are not repeated here.
    pub people: BTreeMap<Uuid, BTreeSet<Note>>,
}

impl Found {
    /// Notes something about a visit.
    pub fn visit(&mut self, visit: &Visit, note: Note) {
        self.visits.entry(visit.id).or_default().insert(note);
    }

    /// Notes something about a person.
    pub fn person(&mut self, surveyor: Uuid, note: Note) {
        self.people.entry(surveyor).or_default().insert(note);
    }
}

/// The middle of some values; `None` without any. Of two middle ones the lower.
pub fn median(mut values: Vec<i64>) -> Option<i64> {
    values.sort_unstable();
    values.get(values.len().saturating_sub(1) / 2).copied()
}

/// Visits of each surveyor in the order they began.
pub fn by_surveyor(visits: &[Visit]) -> BTreeMap<Uuid, Vec<&Visit>> {
    let mut people: BTreeMap<Uuid, Vec<&Visit>> = BTreeMap::new();
    for visit in visits {
        people.entry(visit.surveyor).or_default().push(visit);
    }
    for own in people.values_mut() {
        own.sort_by_key(|visit| (visit.started_at, visit.id));
    }
    people
}

#[cfg(test)]
pub mod samples {
    use super::*;

    /// An unremarkable interview of ten minutes, the `number`th of the day of this person.
    pub fn interview(surveyor: u128, number: u32) -> Visit {
        let started_at = i64::from(number) * 3_600_000;
        let lng = 110.0 + f64::from(number) * 0.001;
        let fix = Fix {
            lng,
            lat: 26.9,
            accuracy_m: 10.0,
        };
        Visit {
            id: Uuid::from_u128(surveyor * 1_000_000 + u128::from(number)),
            surveyor: Uuid::from_u128(surveyor),
            area_id: 1,
            street: "east".to_owned(),
            started_at,
            ended_at: started_at + 600_000,
            disposition: "interview".to_owned(),
            timings: vec![],
            start: Some(fix),
            end: Some(fix),
            door: Some((lng, 26.9)),
            answers: None,
        }
    }
}
