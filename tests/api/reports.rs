//! Reports of periods: every number with its records, what was left out, frozen for ever.

mod frozen;
mod places;
mod schedule;
mod told;

use crate::support::Client;
use serde_json::Value;

/// The report of a period as it stands now.
pub async fn preview(who: &Client, query: &str) -> Value {
    let reply = who.get(&format!("/api/v1/reports/preview?{query}")).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

/// A section of a report.
pub fn section<'a>(report: &'a Value, code: &str) -> &'a Value {
    let sections = report["content"]["sections"].as_array().unwrap();
    let found = sections.iter().find(|section| section["code"] == code);
    found.unwrap_or_else(|| panic!("no section {code}: {sections:#?}"))
}

/// A number that stands first in a section.
pub fn headline<'a>(report: &'a Value, of: &str, code: &str) -> &'a Value {
    let headlines = section(report, of)["headlines"].as_array().unwrap();
    let found = headlines.iter().find(|one| one["code"] == code);
    &found.unwrap()["figure"]
}

/// A number of a table: by section, table, row and place in the row.
pub fn cell<'a>(report: &'a Value, (of, table, row): (&str, &str, &str), at: usize) -> &'a Value {
    let tables = section(report, of)["tables"].as_array().unwrap();
    let found = tables.iter().find(|one| one["code"] == table).unwrap();
    let rows = found["rows"].as_array().unwrap();
    let found = rows.iter().find(|one| one["code"] == row);
    &found.unwrap_or_else(|| panic!("no row {row}: {rows:#?}"))["cells"][at]
}

/// Every number of a report.
pub fn figures(report: &Value) -> Vec<Value> {
    let list = |value: &Value| value.as_array().unwrap().clone();
    let mut all = vec![];
    for section in list(&report["content"]["sections"]) {
        all.extend(
            list(&section["headlines"])
                .iter()
                .map(|one| one["figure"].clone()),
        );
        for row in list(&section["tables"])
            .iter()
            .flat_map(|table| list(&table["rows"]))
        {
            all.extend(list(&row["cells"]));
        }
    }
    all
}

/// How many records stand behind a number.
pub async fn behind(who: &Client, figure: &Value) -> usize {
    let link = figure["link"].as_str().unwrap();
    let path = format!("/api/v1{link}&limit=100");
    let reply = who.get(&path).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.text());
    reply.json()["items"].as_array().unwrap().len()
}
