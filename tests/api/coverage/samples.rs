//! A sample call of each guarded operation, about a thing on one side, and how to tell that the thing was reached.

use super::world::{Side, World};
use crate::support::{Client, ROOT, incident};
use serde_json::{Value, json};
use wenxun::platform::auth::Permission;

/// One request.
pub struct Call {
    pub method: &'static str,
    pub path: String,
    pub body: Option<(Vec<u8>, &'static str)>,
    pub sign: Sign,
}

/// What in a successful answer shows that the thing was reached.
pub enum Sign {
    Success,
    /// The body holds this text.
    Text(String),
    /// The number at this pointer is more than zero.
    Count(&'static str),
    /// The body is not empty.
    Bytes,
}

/// What a caller must hold.
#[derive(Clone, Copy)]
pub enum Needs {
    SignIn,
    Permission(Permission),
}

/// What the operation needs, as the privacy charter says.
pub fn needs(id: &str) -> Needs {
    for of in [
        super::duty::permission,
        super::surveys::permission,
        super::units::permission,
        super::cases::permission,
        super::indicators::permission,
        super::leagues::permission,
        super::inspections::permission,
        super::boards::permission,
    ] {
        if let Some(permission) = of(id) {
            return Needs::Permission(permission);
        }
    }
    let permission = match id {
        "send_records" | "rescue_records" => Permission::CaptureRecords,
        "upload_photo" => Permission::SendPhotos,
        "list_incidents" | "show_incident" | "list_my_records" | "show_receipt" | "show_photo"
        | "list_tallies" | "show_tally" => Permission::ReadRecords,
        "list_ad_sites"
        | "list_ad_site_points"
        | "show_ad_site"
        | "list_ad_inspections"
        | "show_ad_inspection" => Permission::ReadAds,
        "update_ad_site" | "import_ad_sites" => Permission::ManageAds,
        "show_original_photo" => Permission::ReadOriginals,
        "export_incidents" | "export_tallies" | "export_ad_sites" | "export_ad_inspections" => {
            Permission::ExportRecords
        }
        "list_heat_cells"
        | "show_heat_tile"
        | "list_heat_areas"
        | "show_heat_matrix"
        | "show_heat_trend"
        | "list_heat_categories"
        | "list_hotspots"
        | "show_overview"
        | "show_tally_summary"
        | "show_tally_figures"
        | "follow_insights"
        | "show_ad_share"
        | "show_ad_summary"
        | "show_theme_coverage" => Permission::ReadInsights,
        "list_area_versions" | "import_areas" | "import_sites" | "import_roads" => {
            Permission::ImportAreas
        }
        "list_accounts"
        | "show_account"
        | "list_account_devices"
        | "list_account_history"
        | "list_roles" => Permission::ReadAccounts,
        "create_account" | "update_account" | "grant_role" | "revoke_role" | "reset_password"
        | "end_account_device" | "import_accounts" => Permission::ManageAccounts,
        "list_audit_events" | "verify_audit" => Permission::ReadAudit,
        "show_me"
        | "list_my_devices"
        | "end_my_device"
        | "change_my_password"
        | "end_session"
        | "show_field_pack"
        | "show_field_pack_part"
        | "list_areas"
        | "show_area_tree"
        | "list_area_outlines"
        | "locate_area"
        | "show_area"
        | "list_sites"
        | "list_roads"
        | "list_notices"
        | "confirm_notices"
        | "list_saved_views"
        | "create_saved_view"
        | "update_saved_view"
        | "delete_saved_view" => return Needs::SignIn,
        _ => panic!("{id} is new: say in tests/api/coverage/samples.rs what it needs"),
    };
    Needs::Permission(permission)
}

/// The call of operation `id` about the thing on `side`.
pub async fn call(world: &World, id: &str, side: Side, caller: &Client) -> Call {
    if let Some(call) = reading(world, id, side) {
        return call;
    }
    if let Some(call) = figures(world, id, side) {
        return call;
    }
    if let Some(call) = writing(world, id) {
        return call;
    }
    if let Some(call) = super::duty::call(world, id, side).await {
        return call;
    }
    if let Some(call) = super::surveys::call(world, id, side).await {
        return call;
    }
    if let Some(call) = super::units::call(world, id, side).await {
        return call;
    }
    if let Some(call) = super::indicators::call(world, id, side).await {
        return call;
    }
    if let Some(call) = super::boards::call(world, id, side).await {
        return call;
    }
    if let Some(call) = super::leagues::call(world, id, side).await {
        return call;
    }
    if let Some(call) = super::cases::call(world, id, side).await {
        return call;
    }
    if let Some(call) = super::inspections::call(world, id, side, caller).await {
        return call;
    }
    if let Some(call) = about_an_account(world, id, side).await {
        return call;
    }
    if let Some(call) = about_the_caller(world, id, side, caller).await {
        return call;
    }
    panic!("{id} is new: give it a sample call in tests/api/coverage/samples.rs")
}

pub(super) fn get(path: impl Into<String>, sign: Sign) -> Option<Call> {
    Some(Call {
        method: "GET",
        path: format!("/api/v1{}", path.into()),
        body: None,
        sign,
    })
}

pub(super) fn json_call(
    method: &'static str,
    path: impl Into<String>,
    body: &Value,
    sign: Sign,
) -> Option<Call> {
    let body = Some((body.to_string().into_bytes(), "application/json"));
    Some(Call {
        method,
        path: format!("/api/v1{}", path.into()),
        body,
        sign,
    })
}

pub(super) fn text(text: &str) -> Sign {
    Sign::Text(text.to_owned())
}

fn reading(world: &World, id: &str, side: Side) -> Option<Call> {
    let place = world.place(side);
    match id {
        "list_incidents" => get("/incidents", text(&place.incident_id)),
        "show_incident" => get(
            format!("/incidents/{}", place.incident_id),
            text(&place.incident_id),
        ),
        "export_incidents" => get("/incidents/export?format=ndjson", text(&place.incident_id)),
        "export_ad_sites" => get("/ads/sites/export?format=ndjson", text(&place.ad_site_id)),
        "export_ad_inspections" => get(
            "/ads/inspections/export?format=ndjson",
            text(&place.ad_inspection_id),
        ),
        "import_ad_sites" => {
            let (lng, lat) = place.at;
            let line = json!({"site_code": "S1", "placement": "banner", "theme": "thrift", "lng": lng, "lat": lat});
            Some(Call {
                method: "POST",
                path: "/api/v1/ads/sites/import?dry_run=true".to_owned(),
                body: Some((line.to_string().into_bytes(), "application/geo+json")),
                sign: text("\"is_accepted\":true"),
            })
        }
        "list_ad_sites" => get("/ads/sites", text(&place.ad_site_id)),
        "list_ad_site_points" => get("/ads/sites/points", text(&place.ad_site_id)),
        "show_ad_site" => get(
            format!("/ads/sites/{}", place.ad_site_id),
            text(&place.ad_site_id),
        ),
        "list_ad_inspections" => get("/ads/inspections", text(&place.ad_inspection_id)),
        "show_ad_inspection" => get(
            format!("/ads/inspections/{}", place.ad_inspection_id),
            text(&place.ad_inspection_id),
        ),
        "update_ad_site" => json_call(
            "PATCH",
            format!("/ads/sites/{}", place.ad_site_id),
            &json!({"faces": 2}),
            Sign::Success,
        ),
        "list_tallies" => get("/tallies", text(&place.tally_id)),
        "show_tally" => get(
            format!("/tallies/{}", place.tally_id),
            text(&place.tally_id),
        ),
        "export_tallies" => get("/tallies/export?format=ndjson", text(&place.tally_id)),
        "show_tally_summary" => get(
            format!("/tallies/summary?area={}", place.grid),
            Sign::Count("/items/0/tallies"),
        ),
        "show_tally_figures" => get(
            format!("/tallies/figures?type=bus_yield&area={}", place.grid),
            Sign::Count("/summary/tallies"),
        ),
        "list_my_records" => get("/records/mine", text(&place.incident_id)),
        "show_receipt" => get(format!("/receipts/{}", place.receipt), text(&place.receipt)),
        "show_photo" => get(format!("/photos/{}/thumb", place.photo), Sign::Bytes),
        "show_original_photo" => get(
            format!(
                "/photos/{}/original?reason=complaint%20of%20a%20resident",
                place.photo
            ),
            Sign::Bytes,
        ),
        "show_field_pack_part" => get(
            format!("/field-pack/parts/{}", place.pack_part),
            Sign::Success,
        ),
        "list_areas" => get("/areas?level=grid", text(place.grid)),
        "show_area_tree" => get("/areas/tree", text(place.grid)),
        "list_area_outlines" => get("/areas/outlines?level=grid", text(place.grid)),
        "show_area" => get(format!("/areas/{}", place.grid), text(place.grid)),
        "locate_area" => get("/areas/locate?lng=110.509&lat=26.901", Sign::Success),
        "list_area_versions" => get("/areas/versions", Sign::Success),
        "list_sites" => get("/sites", text(place.site)),
        "list_roads" => get("/roads", text(place.road)),
        "list_roles" => get("/roles", Sign::Success),
        "list_audit_events" => get("/audit/events", Sign::Success),
        _ => None,
    }
}

fn figures(world: &World, id: &str, side: Side) -> Option<Call> {
    let grid = world.place(side).grid;
    match id {
        "list_heat_cells" => get(
            format!("/insights/heat/cells?bbox=110.49,26.89,110.53,26.91&zoom=14&area={grid}"),
            Sign::Count("/total"),
        ),
        "show_heat_tile" => get(
            format!("/insights/heat/13/6610/3460.mvt?area={grid}"),
            Sign::Bytes,
        ),
        "list_heat_areas" => get(
            format!("/insights/heat/areas?level=grid&area={grid}"),
            Sign::Count("/total"),
        ),
        "show_heat_matrix" => get(
            format!("/insights/heat/matrix?area={grid}"),
            Sign::Count("/total"),
        ),
        "show_heat_trend" => get(
            format!("/insights/heat/trend?area={grid}"),
            Sign::Count("/total"),
        ),
        "list_heat_categories" => get(
            format!("/insights/heat/categories?area={grid}"),
            Sign::Count("/total"),
        ),
        "list_hotspots" => get(
            format!("/insights/hotspots?area={grid}"),
            Sign::Count("/cells_tested"),
        ),
        "show_overview" => get(
            format!("/insights/overview?area={grid}"),
            Sign::Count("/last_7_days/count"),
        ),
        "show_ad_share" => get(format!("/ads/share?area={grid}"), Sign::Count("/sites")),
        "show_ad_summary" => get(
            format!("/ads/summary?area={grid}"),
            Sign::Count("/inspections/count"),
        ),
        "show_theme_coverage" => get(format!("/ads/theme-coverage?area={grid}"), Sign::Success),
        "follow_insights" => get("/insights/live", Sign::Success),
        _ => None,
    }
}

fn writing(world: &World, id: &str) -> Option<Call> {
    let nothing = json!({"type": "FeatureCollection", "features": []});
    let import = |path: &str| {
        let body = Some((nothing.to_string().into_bytes(), "application/geo+json"));
        Some(Call {
            method: "POST",
            path: format!("/api/v1{path}?dry_run=true"),
            body,
            sign: Sign::Success,
        })
    };
    match id {
        "import_areas" => import("/areas/import"),
        "import_sites" => import("/sites/import"),
        "import_roads" => import("/roads/import"),
        "send_records" => json_call(
            "POST",
            "/records/batch",
            &json!({"records": [incident(&world.city)]}),
            Sign::Success,
        ),
        "rescue_records" => {
            let file = json!({"version": 1, "key_id": "unknown", "sealed_base64": "AAAA"});
            json_call("POST", "/records/rescue", &file, Sign::Success)
        }
        "upload_photo" => {
            let body = Some((vec![0xFF, 0xD8, 0xFF], "application/octet-stream"));
            let path = format!("/api/v1/photos/{}", "0".repeat(64));
            Some(Call {
                method: "PUT",
                path,
                body,
                sign: Sign::Success,
            })
        }
        "verify_audit" => json_call("POST", "/audit/verify", &json!({}), Sign::Success),
        _ => None,
    }
}

/// A new grid worker on `side` for each call, with a device and a role that may go.
async fn about_an_account(world: &World, id: &str, side: Side) -> Option<Call> {
    let place = world.place(side);
    let name = format!("w{}", &world.city.new_id().simple().to_string()[12..]);
    let new = json!({"account": name, "name": "新网格员", "roles": [{"role": "grid_worker", "area_code": place.grid}]});
    match id {
        "create_account" => return json_call("POST", "/accounts", &new, Sign::Success),
        "import_accounts" => {
            let file = format!(
                "account,name,role,area_code\n{name},新网格员,grid_worker,{}\n",
                place.grid
            );
            let body = Some((file.into_bytes(), "text/csv"));
            let path = "/api/v1/accounts/import?dry_run=true".to_owned();
            return Some(Call {
                method: "POST",
                path,
                body,
                sign: Sign::Count("/created"),
            });
        }
        "list_accounts"
        | "show_account"
        | "list_account_devices"
        | "list_account_history"
        | "update_account"
        | "grant_role"
        | "revoke_role"
        | "reset_password"
        | "end_account_device" => {}
        _ => return None,
    }
    let subject_id = world
        .city
        .add_account(&name, &[("grid_worker", place.grid)])
        .await;
    let subject = world.city.sign_in(&name).await;
    let path = format!("/accounts/{subject_id}");
    match id {
        "list_accounts" => get(
            format!("/accounts?q={name}"),
            Sign::Text(subject_id.to_string()),
        ),
        "show_account" => get(path, Sign::Success),
        "list_account_devices" => get(format!("{path}/devices"), Sign::Success),
        "list_account_history" => get(format!("{path}/history"), Sign::Success),
        "update_account" => json_call("PATCH", path, &json!({"name": "改名"}), Sign::Success),
        "grant_role" => {
            let role = json!({"role": "dissuasion_volunteer", "area_code": place.community});
            json_call("POST", format!("{path}/roles"), &role, Sign::Success)
        }
        "revoke_role" => {
            let held = subject.get("/api/v1/me").await.json()["roles"][0]["id"].clone();
            delete(format!("{path}/roles/{}", held.as_str().unwrap()))
        }
        "reset_password" => Some(Call {
            method: "POST",
            path: format!("/api/v1{path}/password-reset"),
            body: None,
            sign: Sign::Success,
        }),
        "end_account_device" => delete(format!("{path}/devices/{}", device_of(&subject).await)),
        _ => None,
    }
}

fn delete(path: String) -> Option<Call> {
    Some(Call {
        method: "DELETE",
        path: format!("/api/v1{path}"),
        body: None,
        sign: Sign::Success,
    })
}

async fn device_of(client: &Client) -> String {
    let devices = client.get("/api/v1/me/devices").await.json();
    let items = devices["items"].as_array().unwrap();
    let own = items
        .iter()
        .find(|device| device["is_current"] == true)
        .unwrap();
    own["id"].as_str().unwrap().to_owned()
}

async fn about_the_caller(world: &World, id: &str, side: Side, caller: &Client) -> Option<Call> {
    match id {
        "show_me" => get("/me", Sign::Success),
        "list_my_devices" => get("/me/devices", Sign::Success),
        "show_field_pack" => get("/field-pack", Sign::Success),
        "list_notices" => get("/notices", Sign::Success),
        "confirm_notices" => json_call("POST", "/notices/read", &json!({}), Sign::Success),
        "list_saved_views" => get("/views?page=cases", Sign::Success),
        "create_saved_view" => json_call("POST", "/views", &new_view(world), Sign::Success),
        "update_saved_view" | "delete_saved_view" => {
            let view = match side {
                Side::Own => view_of(world, caller).await,
                Side::Neighbour => view_of(world, &someone_else(world).await).await,
            };
            let path = format!("/views/{view}");
            if id == "delete_saved_view" {
                return delete(path);
            }
            json_call("PATCH", &path, &json!({"is_default": true}), Sign::Success)
        }
        "end_session" => delete("/sessions/current".into()),
        "end_my_device" => {
            let device = match side {
                Side::Own => device_of(caller).await,
                Side::Neighbour => device_of(&someone_else(world).await).await,
            };
            delete(format!("/me/devices/{device}"))
        }
        "change_my_password" => {
            let body = json!({"current_password": "not the present one", "new_password": "lantern river maple"});
            json_call("PUT", "/me/password", &body, Sign::Success)
        }
        _ => None,
    }
}

/// A view like no other.
fn new_view(world: &World) -> Value {
    json!({"page": "cases", "title": world.city.new_id(), "query": "tab=late"})
}

async fn view_of(world: &World, client: &Client) -> String {
    let made = client.post("/api/v1/views", &new_view(world)).await.json();
    made["id"].as_str().unwrap().to_owned()
}

async fn someone_else(world: &World) -> Client {
    let name = format!("other{}", &world.city.new_id().simple().to_string()[12..]);
    world.city.person(&name, &[("auditor", ROOT)]).await
}
