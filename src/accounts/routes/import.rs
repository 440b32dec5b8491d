//! Many accounts at once.

use crate::accounts::Passwords;
use crate::accounts::administration::{self, LineProblem, Office};
use crate::accounts::wire::administration::{
    AccountImport, AccountImportReport, ImportProblemView,
};
use crate::platform::auth::{Allowed, markers};
use crate::platform::input::{MAX_JSON_BYTES, read_limited};
use crate::platform::num;
use crate::platform::problem::{Code, Language, Problem, ProblemResponses};
use actix_web::{HttpRequest, HttpResponse, post, web};
use utoipa_actix_web::service_config::ServiceConfig;

pub(in crate::accounts) fn configure(service: &mut ServiceConfig) {
    service.service(import_accounts);
}

/// Create many accounts out of a CSV file with the header `account,name,role,area_code`.
///
/// Further lines with the same account add roles; at most 500 accounts. All of it or nothing: with any problem nothing is
/// created. The one-time passwords are shown this once.
#[utoipa::path(operation_id = "import_accounts", tag = "accounts", security(("bearer" = [])), params(AccountImport),
    request_body(content = String, content_type = "text/csv",
        example = "account,name,role,area_code\nwang.fang,王芳,grid_worker,370203001001001\n"),
    responses((status = 200, body = AccountImportReport), ProblemResponses))]
#[post("/accounts/import")]
async fn import_accounts(
    who: Allowed<markers::ManageAccounts>,
    request: HttpRequest,
    options: web::Query<AccountImport>,
    passwords: web::Data<Passwords>,
    body: web::Payload,
) -> Result<HttpResponse, Problem> {
    if !is_csv(&request) {
        return Err(Problem::new(Code::UnsupportedMediaType));
    }
    let file = read_limited(body, MAX_JSON_BYTES).await?;
    let office = Office::of(&who);
    let report = administration::import(
        &office,
        &passwords,
        "import_accounts",
        &file,
        options.dry_run,
    )
    .await?;
    let language = Language::from_headers(request.headers());
    let view = AccountImportReport {
        created: num::u64_from_usize(report.created),
        problems: report
            .problems
            .iter()
            .map(|problem| problem_view(problem, language))
            .collect(),
        accounts: report.accounts,
    };
    Ok(HttpResponse::Ok()
        .insert_header(("cache-control", "no-store"))
        .json(view))
}

fn problem_view(problem: &LineProblem, language: Language) -> ImportProblemView {
    let (code, zh, en) = problem.words;
    ImportProblemView {
        line: problem.line,
        code,
        title: language.pick(zh, en),
    }
}

fn is_csv(request: &HttpRequest) -> bool {
    let kind = request
        .headers()
        .get("content-type")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    kind.split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .eq_ignore_ascii_case("text/csv")
}
