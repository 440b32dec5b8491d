//! The list of shifts as a file, without persons.

use crate::areas::{Territories, Territory};
use crate::dissuasion::queries::shifts::{self as rows, Own, ShiftsAsked};
use crate::dissuasion::routes::asked_of;
use crate::dissuasion::service::reach::Reach;
use crate::dissuasion::service::shifts;
use crate::dissuasion::wire::shifts::{ShiftQuery, ShiftRow};
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ExportRecords;
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::export::{
    Cell, Column, ExportRow, Exporting, File, FormatQuery, Pages, SavedFile, column, is_chinese,
    send,
};
use crate::platform::num;
use crate::platform::problem::{Problem, ProblemResponses};
use actix_web::{HttpRequest, HttpResponse, get, web};
use sea_orm::sea_query::Condition;
use sea_orm::{DatabaseConnection, DbErr};
use std::sync::Arc;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(export_shifts);
}

const COLUMNS: &[Column] = &[
    column("id", "编号", "Id"),
    column("name", "名称", "Name"),
    column("team", "劝导队", "Team"),
    column("day", "日期", "Day"),
    column("starts_at", "开始", "Start"),
    column("ends_at", "结束", "End"),
    column("progress", "状态", "State"),
    column("place", "地点", "Place"),
    column("area_code", "区划代码", "Area code"),
    column("area_name", "区划", "Area"),
    column("needed", "需要人数", "People wanted"),
    column("on_roster", "排班人数", "On the roster"),
    column("present", "到岗人数", "Present"),
    column("others", "无账号人数", "Present without account"),
    column("contacts", "劝导人数", "People spoken to"),
    column("successes", "有效人数", "Successes"),
    column("incidents", "记录条数", "Incidents"),
    column("handbooks", "发放手册", "Handbooks"),
    column("called_off_reason", "取消原因", "Why called off"),
];

/// Save the list of shifts as a file, with the same filters, by start. No person stands in it.
#[utoipa::path(operation_id = "export_shifts", tag = "dissuasion", params(ShiftQuery, FormatQuery), security(("bearer" = [])),
    responses(SavedFile, ProblemResponses))]
#[get("/dissuasion/shifts/export")]
async fn export_shifts(
    who: Allowed<ExportRecords>,
    query: Exporting<ShiftQuery>,
    request: HttpRequest,
    territories: web::Data<Territories>,
    zone: web::Data<Zone>,
) -> Result<HttpResponse, Problem> {
    let territory = territories.current();
    let asked = asked_of(&query.filters, None, &territory, **zone, who.now())?;
    let own = Own {
        account_id: Uuid::nil(),
        teams: &[],
    };
    let pages = Reader {
        db: who.read().clone(),
        within: rows::within(&who.scope().clone().areas_only(), &own),
        reach: Reach::of(who.read(), who.actor()).await?,
        asked,
        territory,
        now: who.now(),
        is_chinese: is_chinese(&request),
    };
    let file = File {
        operation: "export_shifts",
        name: "shifts",
        columns: COLUMNS,
        pages,
    };
    send(&who, &request, **zone, &query, file).await
}

/// Reads page after page.
struct Reader {
    db: DatabaseConnection,
    within: Condition,
    reach: Reach,
    asked: ShiftsAsked,
    territory: Arc<Territory>,
    now: UtcMillis,
    is_chinese: bool,
}

impl Pages for Reader {
    type Row = Exported;
    type Place = (i64, Uuid);

    const PAGE: usize = 500;

    async fn read(&self, after: Option<(i64, Uuid)>, limit: u64) -> Result<Vec<Exported>, DbErr> {
        let asked = ShiftsAsked {
            after,
            ..self.asked.clone()
        };
        let found = rows::list(&self.db, self.within.clone(), &asked, limit).await?;
        let views = shifts::rows(&self.db, &self.reach, &self.territory, found, self.now).await?;
        let exported = views.into_iter().map(|row| Exported {
            id: row.card.id.to_string(),
            row,
            is_chinese: self.is_chinese,
        });
        Ok(exported.collect())
    }

    fn place_of(&self, row: &Exported) -> (i64, Uuid) {
        (row.row.card.starts_at.0, row.row.card.id)
    }
}

/// A row in the reader's language.
struct Exported {
    row: ShiftRow,
    id: String,
    is_chinese: bool,
}

impl ExportRow for Exported {
    fn cells<'a>(&'a self, cells: &mut Vec<Cell<'a>>) {
        let (row, card) = (&self.row, &self.row.card);
        let pick = |zh: &'a str, en: &'a str| Cell::Text(if self.is_chinese { zh } else { en });
        let count = |number: usize| Cell::Integer(num::i64_from_usize(number));
        cells.extend([
            Cell::Text(&self.id),
            Cell::Text(&card.name),
            Cell::text(card.team_name.as_deref()),
            Cell::Text(&card.day),
            Cell::Instant(card.starts_at.0),
            Cell::Instant(card.ends_at.0),
            Cell::Text(row.progress),
            pick(&card.place.name_zh, &card.place.name_en),
            Cell::Text(&card.area_code),
            pick(&card.area_name_zh, &card.area_name_en),
            Cell::Integer(card.needed),
            count(card.on_roster),
            row.present.map_or(Cell::Empty, count),
            Cell::Integer(row.others),
            Cell::Integer(row.contacts),
            Cell::Integer(row.successes),
            Cell::Integer(row.incidents),
            Cell::Integer(row.handbooks),
            Cell::text(card.called_off_reason.as_deref()),
        ]);
    }

    fn place(&self) -> Option<(f64, f64)> {
        let line = &self.row.card.place.line;
        line.get(line.len() / 2).copied()
    }
}
