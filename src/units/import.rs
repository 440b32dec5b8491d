//! Units and rules from CSV files: all or nothing, with a report.

use super::books::note_change;
use super::queries;
use super::service::Known;
use super::wire::{MAX_TITLE, NewRule, check_code, check_kind};
use crate::areas::{Territories, Territory, Upload};
use crate::platform::audit;
use crate::platform::auth::Actor;
use crate::platform::clock::Clock;
use crate::platform::db::{Db, Lock, hold};
use crate::platform::ids::Ids;
use crate::platform::input::FieldProblems;
use crate::platform::problem::{FieldCode, FieldProblem};
use entity::{unit, unit_contact, unit_rule, unit_rule_set};
use sea_orm::{ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use utoipa::ToSchema;
use uuid::Uuid;

/// Most lines of a file.
const MAX_LINES: usize = 5_000;
/// Problems named in a report; the rest is left out.
const MAX_PROBLEMS: usize = 500;

/// A fault of a file.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UnitsProblem {
    /// Number of the line, the title line being 1; 0 for the file.
    pub line: usize,
    /// Which column.
    pub column: String,
    /// Stable code.
    pub code: &'static str,
    /// What is wrong, in Chinese.
    pub title_zh: &'static str,
    /// What is wrong, in English.
    pub title_en: &'static str,
    /// What stood there.
    pub value: Option<String>,
}

/// What an import did, or would do.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct UnitsReport {
    /// Whether the file is sound.
    pub is_accepted: bool,
    /// Whether it was taken in.
    pub was_applied: bool,
    /// Lines read.
    pub read: usize,
    /// Units that were not known; all rules of a set.
    pub added: usize,
    /// Units that changed.
    pub changed: usize,
    /// Version of the rules made.
    pub version: Option<i64>,
    /// What is wrong, at most 500.
    pub problems: Vec<UnitsProblem>,
}

impl UnitsReport {
    fn fault(&mut self, line: usize, fault: &FieldProblem) {
        self.problems.push(UnitsProblem {
            line,
            column: fault.pointer.trim_start_matches('/').to_owned(),
            code: fault.code.as_str(),
            title_zh: fault.code.zh(),
            title_en: fault.code.en(),
            value: fault
                .params
                .get("value")
                .and_then(|value| value.as_str())
                .map(str::to_owned),
        });
    }

    fn settle(&mut self) {
        self.is_accepted = self.problems.is_empty();
        self.problems.sort_by_key(|problem| problem.line);
        self.problems.truncate(MAX_PROBLEMS);
    }
}

/// A line of a file of units.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitLine {
    code: String,
    kind: String,
    name_zh: String,
    name_en: String,
    #[serde(default)]
    parent_code: String,
    area_code: String,
    /// Sign-in names, separated by `;`.
    #[serde(default)]
    accounts: String,
    #[serde(default)]
    desk: String,
    #[serde(default)]
    desk_phone: String,
}

/// A line of a file of rules.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleLine {
    priority: i64,
    territory: String,
    territory_code: String,
    subject: String,
    subject_code: String,
    unit_code: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

impl From<RuleLine> for NewRule {
    fn from(line: RuleLine) -> Self {
        let given = |text: String| (!text.is_empty()).then_some(text);
        Self {
            priority: line.priority,
            territory: line.territory,
            territory_code: line.territory_code,
            subject: line.subject,
            subject_code: line.subject_code,
            unit_code: line.unit_code,
            from: given(line.from),
            to: given(line.to),
        }
    }
}

/// What an import of units or rules works with.
#[derive(Debug)]
pub struct UnitImporter<'a> {
    /// The database.
    pub db: &'a Db,
    /// Time.
    pub clock: &'a Clock,
    /// New identifiers.
    pub ids: &'a Ids,
    /// The area tree in use.
    pub territories: &'a Territories,
    /// Who imports; nobody for commands.
    pub actor: Option<&'a Actor>,
}

impl UnitImporter<'_> {
    /// Takes in units: known codes are changed, units that are not in the file stay.
    pub async fn import_units(&self, upload: &Upload) -> Result<UnitsReport, DbErr> {
        self.territories.refresh(self.db).await?;
        let territory = self.territories.current();
        let mut report = UnitsReport::default();
        let lines: Vec<(usize, UnitLine)> = read(&upload.bytes, &mut report);
        let sign_ins: HashSet<String> = lines
            .iter()
            .flat_map(|(_, line)| accounts_of(line))
            .collect();
        let sign_ins: Vec<String> = sign_ins.into_iter().collect();
        let people = queries::accounts(self.db.read(), &[], &sign_ins).await?;
        let people: HashMap<String, Uuid> = people
            .into_iter()
            .map(|account| (account.account, account.id))
            .collect();
        let known = queries::all_units(self.db.read()).await?;
        check_units(&lines, &territory, (&known, &people), &mut report);
        report.settle();
        if upload.is_dry_run || !report.is_accepted {
            return Ok(report);
        }
        self.db
            .write::<_, DbErr>(async |tx| {
                hold(tx, Lock::Changes).await?;
                self.take_units(tx, &lines, (&territory, &people), &mut report).await?;
                note_change(tx).await?;
                let event = audit::Event::new(self.actor, "import_units", "units");
                let detail = json!({"read": report.read, "added": report.added, "changed": report.changed, "source_name": upload.name});
                audit::record(tx, self.clock, event.detail(detail)).await
            })
            .await?;
        report.was_applied = true;
        Ok(report)
    }

    async fn take_units(
        &self,
        tx: &impl ConnectionTrait,
        lines: &[(usize, UnitLine)],
        (territory, people): (&Territory, &HashMap<String, Uuid>),
        report: &mut UnitsReport,
    ) -> Result<(), DbErr> {
        let known = queries::all_units(tx).await?;
        let mut ids: HashMap<String, Uuid> =
            known.iter().map(|row| (row.code.clone(), row.id)).collect();
        // Units above others may stand below them in the file: ids first, parents in a second pass.
        for (_, line) in lines {
            ids.entry(line.code.clone())
                .or_insert_with(|| self.ids.next(self.clock));
        }
        let mut later = vec![];
        for (_, line) in lines {
            let (Some(id), Some(area)) = (ids.get(&line.code), territory.by_code(&line.area_code))
            else {
                continue;
            };
            let parent_id = ids.get(&line.parent_code).copied();
            let mut row = unit::Model {
                id: *id,
                code: line.code.clone(),
                kind: line.kind.clone(),
                title_zh: line.name_zh.clone(),
                title_en: line.name_en.clone(),
                parent_id,
                area_id: area.id,
                is_active: true,
                version: 1,
                changed_at: self.clock.now().0,
            };
            match known.iter().find(|old| old.id == *id) {
                None => {
                    report.added += 1;
                    row.parent_id = None;
                    queries::insert(tx, row.clone()).await?;
                    row.parent_id = parent_id;
                    later.extend(parent_id.map(|_| row));
                }
                Some(old) => {
                    (row.version, row.changed_at) = (old.version, old.changed_at);
                    if row != *old {
                        row.version += 1;
                        row.changed_at = self.clock.now().0;
                        report.changed += 1;
                        later.push(row);
                    }
                }
            }
        }
        for row in later {
            queries::save(tx, &row).await?;
        }
        self.take_contacts(tx, lines, (&ids, people)).await
    }

    async fn take_contacts(
        &self,
        tx: &impl ConnectionTrait,
        lines: &[(usize, UnitLine)],
        (ids, people): (&HashMap<String, Uuid>, &HashMap<String, Uuid>),
    ) -> Result<(), DbErr> {
        let standing = queries::contacts_of(tx, ids.values().copied().collect()).await?;
        for (_, line) in lines {
            let Some(unit_id) = ids.get(&line.code).copied() else {
                continue;
            };
            let contact = |account_id: Option<Uuid>, desk: Option<String>| unit_contact::Model {
                id: self.ids.next(self.clock),
                unit_id,
                account_id,
                phone: desk
                    .as_ref()
                    .filter(|_| !line.desk_phone.is_empty())
                    .map(|_| line.desk_phone.clone()),
                name: desk,
                from_at: self.clock.now().0,
                ended_at: None,
            };
            let of_unit = || standing.iter().filter(|one| one.unit_id == unit_id);
            for account in accounts_of(line).filter_map(|name| people.get(&name).copied()) {
                if !of_unit().any(|one| one.account_id == Some(account)) {
                    queries::insert_contact(tx, contact(Some(account), None)).await?;
                }
            }
            if !line.desk.is_empty() && !of_unit().any(|one| one.name.as_ref() == Some(&line.desk))
            {
                queries::insert_contact(tx, contact(None, Some(line.desk.clone()))).await?;
            }
        }
        Ok(())
    }

    /// Makes the next version of the rules out of a file; the file is the whole set, in order.
    pub async fn import_rules(&self, upload: &Upload) -> Result<UnitsReport, DbErr> {
        self.territories.refresh(self.db).await?;
        let territory = self.territories.current();
        let mut report = UnitsReport::default();
        let lines: Vec<(usize, RuleLine)> = read(&upload.bytes, &mut report);
        let (numbers, rules): (Vec<usize>, Vec<NewRule>) = lines
            .into_iter()
            .map(|(number, line)| (number, line.into()))
            .unzip();
        let line_of = |at: usize| numbers.get(at).copied().unwrap_or_default();
        for (at, rule) in rules.iter().enumerate() {
            let mut found = FieldProblems::default();
            rule.check_at("", &mut found);
            for fault in &found.0 {
                report.fault(line_of(at), fault);
            }
        }
        let known = Known::load(self.db.read(), &territory).await?;
        for (at, fault) in known.rows(0, &rules).1 {
            report.fault(line_of(at), &fault);
        }
        report.settle();
        report.added = rules.len();
        if upload.is_dry_run || !report.is_accepted {
            return Ok(report);
        }
        self.db
            .write::<_, DbErr>(async |tx| {
                hold(tx, Lock::Changes).await?;
                let version = queries::rules::newest_set(tx).await? + 1;
                let rows: Vec<unit_rule::Model> = known.rows(version, &rules).0;
                let set = unit_rule_set::Model {
                    id: version,
                    made_at: self.clock.now().0,
                    made_by: self.actor.map(|actor| actor.account_id),
                    note: Some(upload.name.clone()),
                };
                queries::rules::insert_set(tx, set, rows).await?;
                note_change(tx).await?;
                report.version = Some(version);
                let event = audit::Event::new(self.actor, "import_unit_rules", "unit_rules");
                let detail =
                    json!({"version": version, "rules": rules.len(), "source_name": upload.name});
                audit::record(tx, self.clock, event.detail(detail)).await
            })
            .await?;
        report.was_applied = true;
        Ok(report)
    }
}

fn accounts_of(line: &UnitLine) -> impl Iterator<Item = String> + '_ {
    let names = line.accounts.split(';').map(str::trim);
    names
        .filter(|name| !name.is_empty())
        .map(crate::accounts::normalise_account)
}

/// Every line of a CSV file with its number; what cannot be read is a problem.
fn read<T: serde::de::DeserializeOwned>(bytes: &[u8], report: &mut UnitsReport) -> Vec<(usize, T)> {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text);
    let mut lines = vec![];
    for (row, number) in reader.deserialize::<T>().zip(2..) {
        if number > MAX_LINES + 1 {
            report.fault(0, &FieldProblem::new("", FieldCode::TooMany));
            break;
        }
        match row {
            Ok(line) => lines.push((number, line)),
            Err(error) => {
                let fault = FieldProblem::new("", FieldCode::InvalidValue);
                report.fault(number, &fault.with("value", error.to_string()));
            }
        }
    }
    report.read = lines.len();
    if lines.is_empty() && report.problems.is_empty() {
        report.fault(0, &FieldProblem::new("", FieldCode::Empty));
    }
    lines
}

fn check_units(
    lines: &[(usize, UnitLine)],
    territory: &Territory,
    (known, people): (&[unit::Model], &HashMap<String, Uuid>),
    report: &mut UnitsReport,
) {
    let mut codes: HashSet<&str> = HashSet::new();
    let in_file: HashSet<&str> = lines.iter().map(|(_, line)| line.code.as_str()).collect();
    for (number, line) in lines {
        let mut found = FieldProblems::default();
        check_code("/code", &line.code, &mut found);
        check_kind("/kind", &line.kind, &mut found);
        found.text_length("/name_zh", &line.name_zh, 1, MAX_TITLE);
        found.text_length("/name_en", &line.name_en, 1, MAX_TITLE);
        if !codes.insert(&line.code) {
            found.add("/code", FieldCode::Repeated);
        }
        let unknown = |name: &str, code: FieldCode, value: &str| {
            FieldProblem::new(format!("/{name}"), code).with("value", value)
        };
        let is_unit =
            |code: &str| in_file.contains(code) || known.iter().any(|unit| unit.code == code);
        if !line.parent_code.is_empty()
            && (!is_unit(&line.parent_code) || line.parent_code == line.code)
        {
            found.0.push(unknown(
                "parent_code",
                FieldCode::UnknownUnit,
                &line.parent_code,
            ));
        }
        if territory.by_code(&line.area_code).is_none() {
            found.0.push(unknown(
                "area_code",
                FieldCode::UnknownArea,
                &line.area_code,
            ));
        }
        for name in accounts_of(line).filter(|name| !people.contains_key(name)) {
            found
                .0
                .push(unknown("accounts", FieldCode::UnknownAccount, &name));
        }
        if line.desk.chars().count() > 40 || line.desk_phone.chars().count() > 20 {
            found.add("/desk", FieldCode::TooLong);
        }
        for fault in &found.0 {
            report.fault(*number, fault);
        }
    }
}
