//! The demo's responsible units: offices, communities, departments named by their function, and who answers for what.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{account, place_duty, road, site, unit, unit_contact, unit_rule};
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _};
use uuid::Uuid;

use crate::areas::{Area, Territory};
use crate::platform::auth::Level;
use crate::platform::clock::UtcMillis;
use crate::platform::db::find_global;
use crate::platform::keys::sha256;
use crate::units::PlantedUnits;

/// Departments and others of the whole city: code, kind, name in Chinese and English.
const CITY_WIDE: [(&str, &str, &str, &str); 12] = [
    (
        "urban_management",
        "department",
        "城市管理部门",
        "Urban management",
    ),
    (
        "traffic_police",
        "department",
        "交通管理部门",
        "Traffic management",
    ),
    ("police", "department", "治安管理部门", "Public security"),
    (
        "sanitation",
        "department",
        "环境卫生部门",
        "Street cleaning",
    ),
    ("parks", "department", "园林绿化部门", "Parks and greenery"),
    (
        "market_supervision",
        "department",
        "市场监管部门",
        "Market supervision",
    ),
    ("health", "department", "卫生健康部门", "Public health"),
    ("education", "department", "教育部门", "Education"),
    ("transport", "department", "交通运输部门", "Transport"),
    ("bus_company", "enterprise", "公交运营企业", "Bus company"),
    (
        "dissuasion",
        "volunteer_team",
        "文明劝导队伍",
        "Dissuasion volunteers",
    ),
    (
        "assessor",
        "third_party",
        "第三方测评机构",
        "Third-party assessor",
    ),
];

/// Which department answers for a kind of site.
const SITES: [(&str, &str); 6] = [
    ("wet_market", "market_supervision"),
    ("bus_stop", "bus_company"),
    ("station", "transport"),
    ("hospital", "health"),
    ("school_surroundings", "education"),
    ("park_square", "parks"),
];

/// Who of the demo's people answers for which unit.
const PEOPLE: [(&str, &str); 3] = [
    ("unit.demo", "urban_management.439802002000"),
    ("community.demo", "community.439802002001"),
    ("street.demo", "office.439802002000"),
];

/// Main roads that are kept clean by the city's own service.
const ROADS: usize = 8;

/// The same id at every start of every demo.
pub(super) fn unit_id(code: &str) -> Uuid {
    let digest = sha256(format!("wenxun demo unit {code}").as_bytes());
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(digest.first_chunk::<16>().unwrap_or(&[0; 16]));
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// Puts units, rules and duties together. Accounts and places must be there.
pub(super) async fn prepare(
    db: &impl ConnectionTrait,
    territory: &Territory,
    (first_day, now): (NaiveDate, UtcMillis),
) -> Result<PlantedUnits, DbErr> {
    let mut made = PlantedUnits {
        made_at: now.0,
        ..PlantedUnits::default()
    };
    let Some(root) = territory.roots().next() else {
        return Ok(made);
    };
    for (code, kind, zh, en) in CITY_WIDE {
        made.units
            .push(row((code, kind), (zh, en), None, root, now));
    }
    let of_level = |level| {
        territory
            .areas()
            .iter()
            .filter(move |area| area.level == level)
    };
    for street in of_level(Level::Street) {
        street_units(&mut made, street, now);
    }
    for community in of_level(Level::Community) {
        if let Some(street) = territory.at_level(community, Level::Street) {
            community_unit(&mut made, community, street, now);
        }
    }
    rule(
        &mut made,
        (200, "any", ""),
        ("handled_by", "police"),
        "police",
    );
    for (kind, department) in SITES {
        rule(&mut made, (150, "any", ""), ("site_type", kind), department);
    }
    made.contacts = contacts(db, now).await?;
    made.duties = duties(db, territory, first_day).await?;
    Ok(made)
}

fn community_unit(made: &mut PlantedUnits, community: &Area, street: &Area, now: UtcMillis) {
    let code = format!("community.{}", community.code);
    let names = (community.name_zh.as_str(), community.name_en.as_str());
    let parent = unit_id(&format!("office.{}", street.code));
    made.units.push(row(
        (&code, "community"),
        names,
        Some(parent),
        community,
        now,
    ));
    for service in ["community", "dissuade_on_spot"] {
        rule(
            made,
            (200, "area", &community.code),
            ("handled_by", service),
            &code,
        );
    }
}

/// The office of a street, and the two services with a team in each street.
fn street_units(made: &mut PlantedUnits, street: &Area, now: UtcMillis) {
    let code = format!("office.{}", street.code);
    let names = (
        format!("{}办事处", street.name_zh),
        format!("{} office", street.name_en),
    );
    made.units.push(row(
        (&code, "office"),
        (&names.0, &names.1),
        None,
        street,
        now,
    ));
    rule(made, (300, "area", &street.code), ("any", ""), &code);
    let short = street.name_zh.trim_end_matches("街道");
    for (service, zh, en) in [
        ("urban_management", "城管", "urban management"),
        ("traffic_police", "交管", "traffic management"),
    ] {
        let code = format!("{service}.{}", street.code);
        let names = (
            format!("{zh}{short}中队"),
            format!("{}, {en}", street.name_en),
        );
        let parent = Some(unit_id(service));
        made.units.push(row(
            (&code, "department"),
            (&names.0, &names.1),
            parent,
            street,
            now,
        ));
        rule(
            made,
            (200, "area", &street.code),
            ("handled_by", service),
            &code,
        );
    }
}

fn row(
    (code, kind): (&str, &str),
    (zh, en): (&str, &str),
    parent_id: Option<Uuid>,
    area: &Area,
    now: UtcMillis,
) -> unit::Model {
    unit::Model {
        id: unit_id(code),
        code: code.to_owned(),
        kind: kind.to_owned(),
        title_zh: zh.to_owned(),
        title_en: en.to_owned(),
        parent_id,
        area_id: area.id,
        is_active: true,
        version: 1,
        changed_at: now.0,
    }
}

fn rule(
    made: &mut PlantedUnits,
    (priority, territory, territory_code): (i64, &str, &str),
    (subject, subject_code): (&str, &str),
    unit: &str,
) {
    let ordinal = i64::try_from(made.rules.len() + 1).unwrap_or(i64::MAX);
    made.rules.push(unit_rule::Model {
        set_id: 1,
        ordinal,
        priority,
        territory: territory.to_owned(),
        territory_code: territory_code.to_owned(),
        subject: subject.to_owned(),
        subject_code: subject_code.to_owned(),
        unit_id: unit_id(unit),
        from_on: None,
        to_on: None,
    });
}

async fn contacts(
    db: &impl ConnectionTrait,
    now: UtcMillis,
) -> Result<Vec<unit_contact::Model>, DbErr> {
    let names: Vec<&str> = PEOPLE.iter().map(|(name, _)| *name).collect();
    let rows = find_global::<account::Entity>()
        .filter(account::Column::Account.is_in(names))
        .all(db)
        .await?;
    let ids: HashMap<String, Uuid> = rows.into_iter().map(|row| (row.account, row.id)).collect();
    let contact = |(name, unit): &(&str, &str)| {
        Some(unit_contact::Model {
            id: unit_id(&format!("contact {name}")),
            unit_id: unit_id(unit),
            account_id: Some(*ids.get(*name)?),
            name: None,
            phone: None,
            from_at: now.0,
            ended_at: None,
        })
    };
    Ok(PEOPLE.iter().filter_map(contact).collect())
}

/// Main roads are kept clean by the city's service; markets keep their own front in order.
async fn duties(
    db: &impl ConnectionTrait,
    territory: &Territory,
    first_day: NaiveDate,
) -> Result<Vec<place_duty::Model>, DbErr> {
    let roads = find_global::<road::Entity>()
        .filter(road::Column::Class.eq("arterial_road"))
        .filter(road::Column::IsActive.eq(true))
        .order_by_asc(road::Column::Code)
        .all(db)
        .await?;
    let markets = find_global::<site::Entity>()
        .filter(site::Column::Kind.eq("market"))
        .filter(site::Column::IsActive.eq(true))
        .order_by_asc(site::Column::Code)
        .all(db)
        .await?;
    let Some(root) = territory.roots().next() else {
        return Ok(vec![]);
    };
    let duty =
        |kind: &str, code: String, area_id: i64, unit: &str, duties: &str| place_duty::Model {
            id: unit_id(&format!("duty {kind} {code}")),
            place_kind: kind.to_owned(),
            place_code: code,
            unit_id: unit_id(unit),
            area_id,
            duties: duties.to_owned(),
            from_on: first_day.to_string(),
            to_on: None,
        };
    let roads = roads
        .into_iter()
        .take(ROADS)
        .map(|road| duty("road", road.code, root.id, "sanitation", "sanitation"));
    let markets = markets.into_iter().map(|site| {
        duty(
            "site",
            site.code,
            site.area_id,
            "market_supervision",
            "sanitation order",
        )
    });
    Ok(roads.chain(markets).collect())
}
