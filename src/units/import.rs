//! Units and rules from tables (CSV, or the first sheet of a workbook): all or nothing, with a report.

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
use crate::platform::table::{CellFault, Line, Shape};
use entity::{unit, unit_contact, unit_rule, unit_rule_set};
use sea_orm::{ConnectionTrait, DbErr};
use serde::Serialize;
use serde_json::json;
use std::collections::{HashMap, HashSet};
use utoipa::ToSchema;
use uuid::Uuid;

/// Most lines of a file.
const MAX_LINES: usize = 5_000;
/// A table of units.
const UNITS: Shape = Shape {
    columns: &[
        "code",
        "kind",
        "name_zh",
        "name_en",
        "parent_code",
        "area_code",
        "accounts",
        "desk",
        "desk_phone",
    ],
    required: &["code", "kind", "name_zh", "name_en", "area_code"],
    max_lines: MAX_LINES,
};
/// A table of rules.
const RULES: Shape = Shape {
    columns: &[
        "priority",
        "territory",
        "territory_code",
        "subject",
        "subject_code",
        "unit_code",
        "from",
        "to",
    ],
    required: &[
        "priority",
        "territory",
        "territory_code",
        "subject",
        "subject_code",
        "unit_code",
    ],
    max_lines: MAX_LINES,
};
/// Problems named in a report; the rest is left out.
const MAX_PROBLEMS: usize = 500;

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
    pub problems: Vec<CellFault>,
}

impl UnitsReport {
    fn fault(&mut self, line: usize, fault: &FieldProblem) {
        self.problems.push(CellFault::at(line, fault));
    }

    fn settle(&mut self) {
        self.is_accepted = self.problems.is_empty();
        self.problems.sort_by_key(|problem| problem.line);
        self.problems.truncate(MAX_PROBLEMS);
    }
}

/// A rule as a line says it; a priority that is no whole number is none that a rule may have.
fn rule_of(line: &Line) -> NewRule {
    let given = |column: &str| Some(line.cell(column).to_owned()).filter(|text| !text.is_empty());
    NewRule {
        priority: line.cell("priority").parse().unwrap_or_default(),
        territory: line.cell("territory").to_owned(),
        territory_code: line.cell("territory_code").to_owned(),
        subject: line.cell("subject").to_owned(),
        subject_code: line.cell("subject_code").to_owned(),
        unit_code: line.cell("unit_code").to_owned(),
        from: given("from"),
        to: given("to"),
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
        let lines = read(UNITS, &upload.bytes, &mut report);
        let sign_ins: HashSet<String> = lines.iter().flat_map(accounts_of).collect();
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
        lines: &[Line],
        (territory, people): (&Territory, &HashMap<String, Uuid>),
        report: &mut UnitsReport,
    ) -> Result<(), DbErr> {
        let known = queries::all_units(tx).await?;
        let mut ids: HashMap<String, Uuid> =
            known.iter().map(|row| (row.code.clone(), row.id)).collect();
        // Units above others may stand below them in the file: ids first, parents in a second pass.
        for line in lines {
            ids.entry(line.cell("code").to_owned())
                .or_insert_with(|| self.ids.next(self.clock));
        }
        let mut later = vec![];
        for line in lines {
            let place = territory.by_code(line.cell("area_code"));
            let (Some(id), Some(area)) = (ids.get(line.cell("code")), place) else {
                continue;
            };
            let parent_id = ids.get(line.cell("parent_code")).copied();
            let mut row = unit::Model {
                id: *id,
                code: line.cell("code").to_owned(),
                kind: line.cell("kind").to_owned(),
                title_zh: line.cell("name_zh").to_owned(),
                title_en: line.cell("name_en").to_owned(),
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
        lines: &[Line],
        (ids, people): (&HashMap<String, Uuid>, &HashMap<String, Uuid>),
    ) -> Result<(), DbErr> {
        let standing = queries::contacts_of(tx, ids.values().copied().collect()).await?;
        for line in lines {
            let Some(unit_id) = ids.get(line.cell("code")).copied() else {
                continue;
            };
            let contact = |account_id: Option<Uuid>, desk: Option<String>| unit_contact::Model {
                id: self.ids.next(self.clock),
                unit_id,
                account_id,
                phone: desk
                    .as_ref()
                    .map(|_| line.cell("desk_phone").to_owned())
                    .filter(|phone| !phone.is_empty()),
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
            let desk = line.cell("desk");
            if !desk.is_empty() && !of_unit().any(|one| one.name.as_deref() == Some(desk)) {
                queries::insert_contact(tx, contact(None, Some(desk.to_owned()))).await?;
            }
        }
        Ok(())
    }

    /// Makes the next version of the rules out of a file; the file is the whole set, in order.
    pub async fn import_rules(&self, upload: &Upload) -> Result<UnitsReport, DbErr> {
        self.territories.refresh(self.db).await?;
        let territory = self.territories.current();
        let mut report = UnitsReport::default();
        let lines = read(RULES, &upload.bytes, &mut report);
        let rules: Vec<NewRule> = lines.iter().map(rule_of).collect();
        let line_of = |at: usize| lines.get(at).map(|line| line.number).unwrap_or_default();
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

fn accounts_of(line: &Line) -> impl Iterator<Item = String> + '_ {
    let names = line.cell("accounts").split(';').map(str::trim);
    names
        .filter(|name| !name.is_empty())
        .map(crate::accounts::normalise_account)
}

/// The lines of a table; what cannot be read is a problem.
fn read(shape: Shape, bytes: &[u8], report: &mut UnitsReport) -> Vec<Line> {
    let lines = shape.read(bytes).unwrap_or_else(|faults| {
        report.problems.extend(faults);
        vec![]
    });
    report.read = lines.len();
    lines
}

fn check_units(
    lines: &[Line],
    territory: &Territory,
    (known, people): (&[unit::Model], &HashMap<String, Uuid>),
    report: &mut UnitsReport,
) {
    let mut codes: HashSet<&str> = HashSet::new();
    let in_file: HashSet<&str> = lines.iter().map(|line| line.cell("code")).collect();
    let is_unit = |code: &str| in_file.contains(code) || known.iter().any(|unit| unit.code == code);
    for line in lines {
        let mut found = FieldProblems::default();
        let unknown = |column: &str, code: FieldCode, value: &str| {
            FieldProblem::new(format!("/{column}"), code).with("value", value)
        };
        let code = line.cell("code");
        check_code("/code", code, &mut found);
        check_kind("/kind", line.cell("kind"), &mut found);
        found.text_length("/name_zh", line.cell("name_zh"), 1, MAX_TITLE);
        found.text_length("/name_en", line.cell("name_en"), 1, MAX_TITLE);
        if !codes.insert(code) {
            found.add("/code", FieldCode::Repeated);
        }
        let parent = line.cell("parent_code");
        if !parent.is_empty() && (!is_unit(parent) || parent == code) {
            let fault = unknown("parent_code", FieldCode::UnknownUnit, parent);
            found.0.push(fault);
        }
        let area = line.cell("area_code");
        if territory.by_code(area).is_none() {
            found
                .0
                .push(unknown("area_code", FieldCode::UnknownArea, area));
        }
        for name in accounts_of(line).filter(|name| !people.contains_key(name)) {
            let fault = unknown("accounts", FieldCode::UnknownAccount, &name);
            found.0.push(fault);
        }
        for (column, most) in [("desk", 40), ("desk_phone", 20)] {
            if line.cell(column).chars().count() > most {
                found.add(format!("/{column}"), FieldCode::TooLong);
            }
        }
        for fault in &found.0 {
            report.fault(line.number, fault);
        }
    }
}
