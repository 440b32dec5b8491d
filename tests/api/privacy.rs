//! The privacy charter, held against the database itself; and migrations, which make it.

use crate::support::DataFolder;
use migration::{Migrator, MigratorTrait as _};
use sea_orm::{ConnectionTrait as _, DatabaseBackend, DatabaseConnection, EntityTrait, Statement};
use std::collections::BTreeSet;

/// Words that no column may have in its name: what would tell of a resident.
const NEVER: [&str; 54] = [
    "name",
    "surname",
    "nickname",
    "person",
    "resident",
    "householder",
    "respondent",
    "witness",
    "offender",
    "contact",
    "identity",
    "idcard",
    "passport",
    "phone",
    "mobile",
    "telephone",
    "tel",
    "email",
    "wechat",
    "qq",
    "ethnic",
    "ethnicity",
    "nationality",
    "hukou",
    "religion",
    "faith",
    "party",
    "political",
    "member",
    "kin",
    "relative",
    "spouse",
    "child",
    "children",
    "family",
    "marital",
    "income",
    "salary",
    "wage",
    "occupation",
    "employer",
    "credit",
    "conduct",
    "criminal",
    "disability",
    "health",
    "gender",
    "sex",
    "birth",
    "birthday",
    "age",
    "face",
    "plate",
    "address",
];

/// Columns that the words above would catch and that tell of staff, places or files. The list may only shrink.
const EXEMPT: [(&str, &str, &str); 14] = [
    ("account", "name", "staff"),
    ("device", "name", "how a staff member calls the own phone"),
    ("area", "name_zh", "a place"),
    ("area", "name_en", "a place"),
    ("site", "name_zh", "a place"),
    ("site", "name_en", "a place"),
    ("road", "name_zh", "a place"),
    ("road", "name_en", "a place"),
    ("area_version", "source_name", "name of an imported file"),
    (
        "field_pack_part",
        "name",
        "name of a part of the offline pack",
    ),
    ("job", "name", "a kind of background work"),
    ("unit_contact", "name", "staff of an office"),
    ("unit_contact", "phone", "the desk of an office"),
    ("record_position", "fix_age_ms", "how old the position was"),
];

/// Every (table, column) of the database, sorted.
async fn columns(db: &DatabaseConnection) -> BTreeSet<(String, String)> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DatabaseBackend::Postgres => {
            "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = 'public'"
        }
        _ => {
            "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
        }
    };
    let rows = db
        .query_all_raw(Statement::from_string(backend, sql))
        .await
        .unwrap();
    rows.iter()
        .map(|row| {
            (
                row.try_get_by_index(0).unwrap(),
                row.try_get_by_index(1).unwrap(),
            )
        })
        .filter(|(table, _): &(String, String)| table != "seaql_migrations")
        .collect()
}

#[tokio::test]
async fn no_column_tells_of_a_resident() {
    let data = DataFolder::make().await;
    let columns = columns(data.open().await.read()).await;
    assert!(columns.len() > 100, "the schema was not read");
    let is_exempt =
        |table: &str, column: &str| EXEMPT.iter().any(|(a, b, _)| *a == table && *b == column);
    let found: Vec<String> = columns
        .iter()
        .filter(|(_, column)| column.split('_').any(|word| NEVER.contains(&word)))
        .filter(|(table, column)| !is_exempt(table, column))
        .map(|(table, column)| format!("{table}.{column}"))
        .collect();
    assert!(found.is_empty(), "against the privacy charter: {found:?}");
    for (table, column, _) in EXEMPT {
        let known = (table.to_owned(), column.to_owned());
        assert!(
            columns.contains(&known),
            "{table}.{column} is gone: take it off the list"
        );
    }
}

#[tokio::test]
async fn migrations_go_down_and_up_again_to_the_same_schema() {
    let data = DataFolder::make().await;
    let db = data.open().await;
    let before = columns(db.read()).await;
    Migrator::down(db.read(), None).await.unwrap();
    assert_eq!(
        columns(db.read()).await,
        BTreeSet::new(),
        "something was left behind"
    );
    Migrator::up(db.read(), None).await.unwrap();
    assert_eq!(columns(db.read()).await, before);
}

/// Selects nothing from the table, naming every column; returns the table's name.
#[expect(
    clippy::disallowed_methods,
    reason = "the schema is tested, not anybody's rows"
)]
async fn select<E: EntityTrait>(db: &DatabaseConnection) -> String {
    let entity = E::default();
    let rows = E::find().all(db).await;
    assert!(rows.is_ok(), "{}: {:?}", entity.table_name(), rows.err());
    entity.table_name().to_owned()
}

macro_rules! select_each {
    ($db:expr, $($table:ident)*) => {
        BTreeSet::from([$(select::<entity::$table::Entity>($db).await,)*])
    };
}

#[tokio::test]
async fn every_entity_selects_on_a_freshly_migrated_database_and_every_table_has_its_entity() {
    let data = DataFolder::make().await;
    let db = data.open().await;
    let selected = select_each!(db.read(),
        account ad_census ad_inspection ad_photo ad_site area area_version attachment attachment_upload audit_checkpoint audit_event
        board board_document board_entry board_event case_event
        case_file case_photo case_report change device duty_plan dwelling evidence evidence_event field_pack_part
        framework_edition framework_publication hours_entry hours_kept
        incident inspection_exclusion inspection_frame inspection_result inspection_round inspection_rubric
        inspection_site inspection_task job league league_appeal league_decision league_document league_event
        league_reading league_row measure notice outbox period_report photo photo_upload place_duty record record_flag record_note record_photo
        record_position record_return refresh_token report requirement requirement_measure retention_permit road role_grant roster_entry saved_view session setting
        shift shift_check shift_counter shift_handout shift_presence shift_report shift_sum shift_sum_mark shift_swap
        sign_in_guess site site_inspection survey survey_answer_set survey_attachment survey_back_check survey_cluster survey_door
        survey_door_state
        survey_form survey_form_draft survey_form_file survey_form_version survey_form_workbook survey_frame survey_quota
        survey_replacement survey_stratum survey_task survey_visit survey_visit_door survey_visit_position
        survey_visit_quality tally team team_stint unit unit_alias unit_contact unit_rule unit_rule_set volunteer);
    let tables: BTreeSet<String> = columns(db.read())
        .await
        .into_iter()
        .map(|(table, _)| table)
        .collect();
    assert_eq!(selected, tables);
}
