//! The file for the volunteer register: hours by register number, columns as the register wants them.

use super::hours::{self, HoursAsked};
use super::reach::Reach;
use crate::dissuasion::error::DutyError;
use crate::dissuasion::wire::hours::VolunteerHours;
use crate::platform::audit;
use crate::platform::auth::Allowed;
use crate::platform::export::csv_line;
use crate::platform::problem::{FieldCode, FieldProblem};
use serde_json::json;

/// UTF-8 byte order mark, so that spreadsheets read Chinese.
const MARK: &[u8] = &[0xEF, 0xBB, 0xBF];
/// What stands in the file when nothing is asked for.
const DEFAULT: &str = "register_number,hours";

/// One column: its key, titles, and how a row fills it.
struct RegisterColumn {
    key: &'static str,
    zh: &'static str,
    en: &'static str,
    fill: fn(&VolunteerHours) -> String,
}

const COLUMNS: [RegisterColumn; 8] = [
    column(
        "register_number",
        "志愿者编号",
        "Register number",
        |row| row.register_number.clone().unwrap_or_default(),
    ),
    column("hours", "服务时长（小时）", "Hours", |row| {
        in_hours(row.confirmed_min)
    }),
    column("minutes", "服务时长（分钟）", "Minutes", |row| {
        row.confirmed_min.to_string()
    }),
    column("shifts", "班次", "Shifts", |row| row.shifts.to_string()),
    column("name", "姓名", "Name", |row| row.account.name.clone()),
    column("first_day", "首日", "First day", |row| {
        row.first_day.clone().unwrap_or_default()
    }),
    column("last_day", "末日", "Last day", |row| {
        row.last_day.clone().unwrap_or_default()
    }),
    column(
        "total_hours",
        "累计时长（小时）",
        "Total hours",
        |row| in_hours(row.total_min),
    ),
];

const fn column(
    key: &'static str,
    zh: &'static str,
    en: &'static str,
    fill: fn(&VolunteerHours) -> String,
) -> RegisterColumn {
    RegisterColumn { key, zh, en, fill }
}

/// Hours with two places, cut and never rounded up: nobody gets more than was stood.
fn in_hours(minutes: i64) -> String {
    format!("{}.{:02}", minutes / 60, minutes % 60 * 100 / 60)
}

fn columns_of(asked: Option<&str>) -> Result<Vec<&'static RegisterColumn>, DutyError> {
    let mut chosen: Vec<&'static RegisterColumn> = vec![];
    for key in asked.unwrap_or(DEFAULT).split(',').map(str::trim) {
        let unknown = || {
            let fault = FieldProblem::new("/columns", FieldCode::UnknownValue);
            DutyError::Query(vec![fault.with("value", key)])
        };
        let found = COLUMNS.iter().find(|column| column.key == key);
        chosen.push(found.ok_or_else(unknown)?);
        if chosen.len() > COLUMNS.len() {
            return Err(DutyError::query("/columns", FieldCode::TooMany));
        }
    }
    Ok(chosen)
}

/// The file, and one audit event. People without confirmed hours in the time are left out.
pub(in crate::dissuasion) async fn export<P>(
    who: &Allowed<P>,
    asked: &HoursAsked,
    columns: Option<&str>,
    is_chinese: bool,
) -> Result<Vec<u8>, DutyError> {
    let columns = columns_of(columns)?;
    let reach = Reach::of(who.read(), who.actor()).await?;
    let mut rows = hours::list(who.read(), &reach, asked).await?;
    rows.retain(|row| row.shifts > 0);
    let mut file = MARK.to_vec();
    let titles = columns
        .iter()
        .map(|column| if is_chinese { column.zh } else { column.en });
    file.extend(csv_line(titles));
    for row in &rows {
        let cells: Vec<String> = columns.iter().map(|column| (column.fill)(row)).collect();
        file.extend(csv_line(cells.iter().map(String::as_str)));
    }
    let keys: Vec<&str> = columns.iter().map(|column| column.key).collect();
    let event = audit::Event::new(Some(who.actor()), "export_register", "hours").detail(json!({
        "from": asked.from, "to": asked.to, "team": asked.team, "columns": keys, "people": rows.len()
    }));
    who.write(async |tx| audit::record(tx, &who.state().clock, event).await)
        .await?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_cut_to_hundredths() {
        assert_eq!(in_hours(0), "0.00");
        assert_eq!(in_hours(124), "2.06");
        assert_eq!(in_hours(90), "1.50");
    }

    #[test]
    fn only_known_columns_are_taken_in_the_order_asked() {
        let keys = |text| -> Option<Vec<&str>> {
            let found = columns_of(text).ok()?;
            Some(found.iter().map(|column| column.key).collect())
        };
        assert_eq!(keys(None), Some(vec!["register_number", "hours"]));
        assert_eq!(keys(Some("hours, shifts")), Some(vec!["hours", "shifts"]));
        assert_eq!(keys(Some("id_number")), None);
    }
}
