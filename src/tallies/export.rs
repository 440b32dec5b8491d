//! The list as a file, made while it is sent: short reads one after another, nothing held open in between.

use super::filter::{TallyFilter, tally_filter};
use super::queries::{self, Loaded};
use super::wire::{TallyQuery, TallyRow};
use super::words::{Observation, Words};
use crate::areas::{Territories, Territory, area_codes};
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ExportRecords;
use crate::platform::days::Zone;
use crate::platform::export::{
    Cell, Column, ExportRow, Exporting, File, FormatQuery, Pages, SavedFile, column, is_chinese,
    send,
};
use crate::platform::problem::{Problem, ProblemResponses};
use actix_web::{HttpRequest, HttpResponse, get, web};
use sea_orm::{DatabaseConnection, DbErr};
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// Save the list of tallies as a file, with the same filters; newest first. Notes are masked.
#[utoipa::path(operation_id = "export_tallies", tag = "tallies", params(TallyQuery, FormatQuery), security(("bearer" = [])),
    responses(SavedFile, ProblemResponses))]
#[get("/tallies/export")]
pub(super) async fn export_tallies(
    who: Allowed<ExportRecords>,
    query: Exporting<TallyQuery>,
    request: HttpRequest,
    territories: web::Data<Territories>,
    zone: web::Data<Zone>,
) -> Result<HttpResponse, Problem> {
    let territory = territories.current();
    let caller = who.actor().account_id;
    let filter = tally_filter(&query.filters, who.scope(), caller, &territory, **zone)?;
    let pages = Reader {
        codes_then: area_codes(who.read()).await?,
        db: who.read().clone(),
        filter,
        territory,
        is_chinese: is_chinese(&request),
    };
    let file = File {
        operation: "export_tallies",
        name: "tallies",
        columns: COLUMNS,
        pages,
    };
    send(&who, &request, **zone, &query, file).await
}

/// Reads page after page.
struct Reader {
    codes_then: HashMap<i64, String>,
    db: DatabaseConnection,
    filter: TallyFilter,
    territory: Arc<Territory>,
    is_chinese: bool,
}

impl Pages for Reader {
    type Row = Exported;
    type Place = (i64, Uuid);

    async fn read(&self, after: Option<(i64, Uuid)>, limit: u64) -> Result<Vec<Exported>, DbErr> {
        let loaded = queries::list(&self.db, &self.filter, after, limit).await?;
        Ok(loaded.into_iter().map(|one| self.exported(one)).collect())
    }

    fn place_of(&self, row: &Exported) -> (i64, Uuid) {
        row.row.place_in_list()
    }
}

impl Reader {
    fn exported(&self, loaded: Loaded) -> Exported {
        let code_then = self.codes_then.get(&loaded.shown.record.area_id).cloned();
        let row = TallyRow::new(loaded, &self.territory);
        let word = Words::get().observation(&row.observation);
        let pick = |zh: &str, en: &str| if self.is_chinese { zh } else { en }.to_owned();
        let name = |word: &Observation| pick(&word.name_zh, &word.name_en);
        let site = row.site.as_ref();
        Exported {
            id: row.id.to_string(),
            observation_name: word.map(name).unwrap_or_default(),
            site_name: site
                .map(|site| pick(&site.name_zh, &site.name_en))
                .unwrap_or_default(),
            area_name: pick(&row.area_name_zh, &row.area_name_en),
            area_path: pick(&row.area_path_zh, &row.area_path_en),
            flags: row.flags.join(" "),
            second_observer: row.second_observer.map(|id| id.to_string()),
            code_then: code_then.unwrap_or_default(),
            row,
        }
    }
}

/// A row with its words in the reader's language.
struct Exported {
    row: TallyRow,
    id: String,
    observation_name: String,
    site_name: String,
    area_name: String,
    area_path: String,
    code_then: String,
    flags: String,
    second_observer: Option<String>,
}

impl ExportRow for Exported {
    fn cells<'a>(&'a self, cells: &mut Vec<Cell<'a>>) {
        let row = &self.row;
        let at = row.position.as_ref();
        cells.extend([
            Cell::Text(&self.id),
            Cell::Integer(row.seq),
            Cell::Text(&row.receipt),
            Cell::Instant(row.happened_at.0),
            Cell::Instant(row.received_at.0),
            Cell::Text(&row.observation),
            Cell::Text(&self.observation_name),
            Cell::Decimal(row.minutes, 2),
            Cell::Integer(row.numerator),
            Cell::Integer(row.denominator),
            Cell::decimal(row.estimate, 6),
            Cell::text(row.weather.as_deref()),
            Cell::text(row.site.as_ref().map(|site| site.code.as_str())),
            Cell::Text(&self.site_name),
            Cell::Text(&row.area_code),
            Cell::Text(&self.area_name),
            Cell::Text(&self.area_path),
            Cell::Text(&self.code_then),
            Cell::decimal(at.map(|at| at.lng), 6),
            Cell::decimal(at.map(|at| at.lat), 6),
            Cell::decimal(at.map(|at| at.accuracy_m), 1),
            Cell::Text(&self.flags),
            Cell::text(row.note.as_deref()),
            Cell::text(self.second_observer.as_deref()),
            Cell::Text(&row.author.name),
        ]);
    }

    fn place(&self) -> Option<(f64, f64)> {
        self.row.position.as_ref().map(|at| (at.lng, at.lat))
    }
}

/// The columns, in the order of the cells.
const COLUMNS: &[Column] = &[
    column("id", "编号", "Id"),
    column("seq", "序号", "Number"),
    column("receipt", "回执", "Receipt"),
    column("happened_at", "结束时间", "Ended"),
    column("received_at", "收到时间", "Received"),
    column("type", "观察代码", "Observation code"),
    column("type_name", "观察内容", "Observation"),
    column("minutes", "时长（分钟）", "Minutes"),
    column("numerator", "做到的", "Numerator"),
    column("denominator", "总数", "Denominator"),
    column("rate", "比率", "Rate"),
    column("weather", "天气代码", "Weather code"),
    column("site", "点位代码", "Site code"),
    column("site_name", "点位", "Site"),
    column("area_code", "现区域代码", "Area code now"),
    column("area_name", "现区域", "Area now"),
    column("area_path", "街道和社区", "Street and community"),
    column(
        "area_code_then",
        "记录时区域代码",
        "Area code when recorded",
    ),
    column("lng", "经度", "Longitude"),
    column("lat", "纬度", "Latitude"),
    column("accuracy_m", "误差（米）", "Accuracy (m)"),
    column("flags", "标记", "Flags"),
    column(
        "note",
        "备注（已遮盖个人信息）",
        "Note (personal data masked)",
    ),
    column("second_observer", "第二观察员编号", "Second observer's id"),
    column("author", "观察员", "Observer"),
];
