//! Who or what may stand in a list, and what proves it.

use super::{COMMUNITY, Lists, OVER, WHY, draft, path, red, refusal};
use crate::support::{Round, STREET_EAST, STREET_WEST, TestCity, WORK_GRID, with};
use serde_json::{Value, json};

#[tokio::test]
async fn units_areas_sites_and_roads_stand_in_a_list_with_their_names_and_proof() {
    let lists = Lists::make().await;
    let entry =
        |kind: &str, code: &str| with(red(), json!({"subject": {"kind": kind, "code": code}}));
    let praised = [
        entry("site", "sites-east"),
        entry("road", "roads-east"),
        entry("area", COMMUNITY),
    ];
    let list = lists
        .fill(json!([praised[0], praised[1], praised[2], lists.black()]))
        .await;
    assert_eq!(
        (
            &list["board"]["red"],
            &list["board"]["black"],
            &list["board"]["version"]
        ),
        (&json!(3), &json!(1), &json!(2))
    );
    let names: Vec<&str> = list["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["subject"]["name_zh"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["某处", "某处", "区域439801001001", "某中队"]);
    let proof = &list["entries"][3]["proof"][0];
    assert_eq!(proof["label_zh"], "记录 不文明行为 2026-10-30");
    assert_eq!(proof["label_en"], "Record Incident 2026-10-30");
    assert_eq!(proof["link"], format!("/incidents/{}", lists.records[0]));
    assert_eq!(lists.now().await, list);
    let actions: Vec<&Value> = list["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| &event["action"])
        .collect();
    assert_eq!(actions, ["make", "change"]);
}

#[tokio::test]
async fn persons_foreign_places_and_criticism_without_proof_are_refused_with_the_rule() {
    let lists = Lists::make().await;
    let subject = |kind: &str, code: &str| {
        json!([with(
            red(),
            json!({"subject": {"kind": kind, "code": code}})
        )])
    };
    let reason = |reason: &str| json!([with(red(), json!({"reason": reason}))]);
    let proof = |kind: &str, id: &str| {
        json!([with(
            lists.black(),
            json!({"proof": [{"kind": kind, "id": id}]})
        )])
    };
    let nobody = lists.city.new_id().to_string();
    let worker = lists.worker.account_id.clone().unwrap();
    let (kind, code) = ("/entries/0/subject/kind", "/entries/0/subject/code");
    let (why, id) = ("/entries/0/reason", "/entries/0/proof/0/id");
    for (entries, pointer, rule) in [
        (subject("account", &worker), kind, "only_units_and_places"),
        (subject("person", "张三"), kind, "only_units_and_places"),
        (subject("unit", &worker), code, "only_units_and_places"),
        (subject("area", WORK_GRID), code, "only_units_and_places"),
        (subject("area", STREET_EAST), code, "only_units_and_places"),
        (subject("area", STREET_WEST), code, "only_units_and_places"),
        (subject("unit", "west.um"), code, "only_units_and_places"),
        (subject("site", "sites-west"), code, "only_units_and_places"),
        (subject("road", "roads-west"), code, "only_units_and_places"),
        (reason("好"), why, "too_short"),
        (reason(&"好".repeat(301)), why, "too_long"),
        (reason("找王某 13812345678 处理"), why, "names_a_person"),
        (reason("当事人 43010419900101123X"), why, "names_a_person"),
        (reason("湘A·12345 长期占道"), why, "names_a_person"),
        (
            json!([with(lists.black(), json!({"proof": []}))]),
            "/entries/0/proof",
            "needs_proof",
        ),
        (proof("record", &nobody), id, "unknown_proof"),
        (proof("record", &lists.records[1]), id, "unknown_proof"),
        (proof("case", &lists.records[0]), id, "unknown_proof"),
        (proof("inspection", &nobody), id, "unknown_proof"),
        (
            proof("rumour", &nobody),
            "/entries/0/proof/0/kind",
            "unknown_value",
        ),
        (
            json!([with(red(), json!({"colour": "grey"}))]),
            "/entries/0/colour",
            "unknown_value",
        ),
        (json!([red(), red()]), "/entries/1/subject/code", "repeated"),
        (
            json!([with(
                red(),
                json!({"subject": {"kind": "site", "code": "x", "name": "张三"}})
            )]),
            "/entries/0/subject/name",
            "unknown_field",
        ),
        (json!(vec![red(); 101]), "/entries", "too_many"),
    ] {
        let reply = lists.put(entries).await;
        let found = &reply.json()["errors"][0];
        assert_eq!(reply.status, 422, "{rule}: {}", reply.text());
        assert_eq!(
            (&found["pointer"], &found["code"]),
            (&json!(pointer), &json!(rule))
        );
    }
    assert_eq!(
        lists.now().await["entries"],
        json!([]),
        "nothing was kept in part"
    );
}

#[tokio::test]
async fn a_case_and_a_published_inspection_prove_something_and_a_sealed_one_does_not() {
    let city = TestCity::spawn().await;
    let mut round = Round::make(&city, json!({})).await;
    let site = round.sites[0].clone();
    round.inspect(&city, &site, json!({})).await;
    let drafter = round.planner.clone();
    let ticket = json!({"source": "hotline", "reference": "12345-1", "category": "littering",
        "position": {"lng": 110.501, "lat": 26.901}});
    let case = drafter.post("/api/v1/cases", &ticket).await;
    assert_eq!(case.status, 201, "{}", case.text());
    let list = draft(&drafter, OVER).await;
    let proof = json!([{"kind": "case", "id": case.json()["id"]}, {"kind": "inspection", "id": site["id"]}]);
    let entry = with(
        red(),
        json!({"colour": "black", "subject": {"kind": "site", "code": site["site"]["code"]}, "proof": proof}),
    );
    let body = json!({"version": 1, "entries": [entry]});
    let sealed = drafter.put(&path(&list), &body).await;
    assert_eq!(
        refusal(&sealed),
        (422, "invalid_body".into(), "/entries/0/proof/1/id".into())
    );
    round.publish().await;
    let told = drafter.put(&path(&list), &body).await;
    assert_eq!(told.status, 200, "{}", told.text());
    let told = told.json();
    let of = |at: usize| told["entries"][0]["proof"][at].clone();
    let number = case.json()["number"].as_str().unwrap().to_owned();
    assert_eq!(of(0)["label_en"], format!("Case {number}"));
    let link = format!(
        "/inspections/rounds/{}/results/{}",
        round.id(),
        site["id"].as_str().unwrap()
    );
    assert_eq!(of(1)["link"], link);
}

#[tokio::test]
async fn a_list_is_begun_once_for_a_period_that_has_begun_in_an_area_of_the_drafter() {
    let lists = Lists::make().await;
    for (body, pointer, rule) in [
        (json!({"period": "2026-13"}), "/period", "bad_period"),
        (json!({"period": "2027"}), "/period", "out_of_range"),
        (
            json!({"period": OVER, "area_code": STREET_WEST}),
            "/area_code",
            "unknown_area",
        ),
        (
            json!({"period": OVER, "title": WHY}),
            "/title",
            "unknown_field",
        ),
    ] {
        let reply = lists.drafter.post("/api/v1/boards", &body).await;
        let found = &reply.json()["errors"][0];
        assert_eq!(reply.status, 422, "{}", reply.text());
        assert_eq!(
            (&found["pointer"], &found["code"]),
            (&json!(pointer), &json!(rule))
        );
    }
    let again = lists
        .drafter
        .post("/api/v1/boards", &json!({"period": OVER}))
        .await;
    assert_eq!((again.status, again.code()), (409, "board_exists".into()));
    assert_eq!(
        again.json()["params"]["board"]["id"],
        lists.now().await["board"]["id"]
    );
    let withdrawn = lists
        .step(&lists.drafter, "withdraw", json!({"reason": "重新来过吧"}))
        .await;
    assert_eq!(withdrawn.status, 200, "{}", withdrawn.text());
    draft(&lists.drafter, OVER).await;
    let worker = lists
        .worker
        .post("/api/v1/boards", &json!({"period": OVER}))
        .await;
    assert_eq!(
        (worker.status, worker.code()),
        (403, "permission_denied".into())
    );
}
