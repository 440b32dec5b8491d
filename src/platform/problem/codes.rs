//! The only list of codes with their words. A code is never renamed; a retired one stays reserved.

use actix_web::http::StatusCode;

macro_rules! problem_codes {
    ($($name:ident = $code:literal, $status:ident, $zh:literal, $en:literal;)*) => {
        /// Stable code of a problem.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $(#[doc = $en] $name,)* }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code on the wire.
            pub fn as_str(self) -> &'static str { match self { $(Self::$name => $code,)* } }

            /// The status it is answered with.
            pub fn status(self) -> StatusCode { match self { $(Self::$name => StatusCode::$status,)* } }

            /// Plain words in Chinese.
            pub fn zh(self) -> &'static str { match self { $(Self::$name => $zh,)* } }

            /// Plain words in English.
            pub fn en(self) -> &'static str { match self { $(Self::$name => $en,)* } }
        }
    };
}

macro_rules! field_codes {
    ($($name:ident = $code:literal, $zh:literal, $en:literal;)*) => {
        /// Stable code of a fault at one place of an input.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum FieldCode { $(#[doc = $en] $name,)* }

        impl FieldCode {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code on the wire.
            pub fn as_str(self) -> &'static str { match self { $(Self::$name => $code,)* } }

            /// Plain words in Chinese.
            pub fn zh(self) -> &'static str { match self { $(Self::$name => $zh,)* } }

            /// Plain words in English.
            pub fn en(self) -> &'static str { match self { $(Self::$name => $en,)* } }
        }
    };
}

problem_codes! {
    Internal = "internal", INTERNAL_SERVER_ERROR, "服务出了故障，您的数据没有丢。请稍后再试，并把编号告诉管理员", "The service failed; your data is safe. Try again later and tell the administrator the request id";
    NotFound = "not_found", NOT_FOUND, "没有找到，或不在您的辖区", "Not found, or not in your area";
    MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED, "这个地址不支持这种操作", "This address does not support that method";
    InvalidBody = "invalid_body", UNPROCESSABLE_ENTITY, "填写的内容有问题，请按提示修改", "Something in the input is wrong; see the marked places";
    InvalidQuery = "invalid_query", UNPROCESSABLE_ENTITY, "查询条件有问题，请按提示修改", "A query parameter is wrong; see the marked places";
    BadRequest = "bad_request", BAD_REQUEST, "请求无法读懂", "The request could not be read";
    BodyInterrupted = "body_interrupted", BAD_REQUEST, "上传中断了，请再传一次", "The upload was interrupted; send it again";
    PayloadTooLarge = "payload_too_large", PAYLOAD_TOO_LARGE, "内容太大，请分小后再传", "Too large; send it in smaller pieces";
    UnsupportedMediaType = "unsupported_media_type", UNSUPPORTED_MEDIA_TYPE, "不接受这种类型的内容", "This type of content is not taken";
    TooManyRequests = "too_many_requests", TOO_MANY_REQUESTS, "请求太频繁，请稍后再试", "Too many requests; try again in a moment";
    TooBusy = "too_busy", SERVICE_UNAVAILABLE, "服务正忙，请稍后再试", "The service is busy; try again in a moment";
    WarmingUp = "warming_up", SERVICE_UNAVAILABLE, "热力图正在准备，请稍后再试", "The heatmap is being prepared; try again in a moment";
    StorageFull = "storage_full", INSUFFICIENT_STORAGE, "服务器空间已满，没有收下。请保留在手机上，稍后再传", "The server has no space left and did not take it; keep it and send it later";
    RequestTimeout = "request_timeout", REQUEST_TIMEOUT, "请求用时太长，请再试一次", "The request took too long; try again";

    SignInFailed = "sign_in_failed", UNAUTHORIZED, "账号或密码不对", "The account or the password is wrong";
    SignInRequired = "sign_in_required", UNAUTHORIZED, "请先登录", "Please sign in";
    SessionEnded = "session_ended", UNAUTHORIZED, "登录已失效，请重新登录。没传的内容还在手机上", "The sign-in has ended; sign in again. Unsent records are still on the phone";
    TooManyAttempts = "too_many_attempts", TOO_MANY_REQUESTS, "密码错了太多次，请稍后再试", "Too many wrong passwords; try again later";
    HttpsRequired = "https_required", BAD_REQUEST, "为了密码安全，请用 https 地址打开", "Open the https address so that the password stays safe";
    PermissionDenied = "permission_denied", FORBIDDEN, "您的角色不能做这件事", "Your role may not do this";
    PasswordChangeRequired = "password_change_required", FORBIDDEN, "请先改掉一次性密码", "Change the one-time password first";
    WrongPassword = "wrong_password", UNPROCESSABLE_ENTITY, "原密码不对", "The present password is wrong";
    SetupNotOpen = "setup_not_open", NOT_FOUND, "首次设置链接无效或已用过", "The set-up link is invalid or was used already";
    AccountTaken = "account_taken", CONFLICT, "这个账号名已被使用", "This account name is taken";
    RoleAlreadyGranted = "role_already_granted", CONFLICT, "这个人在这里已有这个角色", "The person already holds this role here";
    RoleNotGrantable = "role_not_grantable", FORBIDDEN, "您不能给出或收回这个角色", "You may not grant or revoke this role";
    OwnAccount = "own_account", CONFLICT, "不能停用自己，也不能收回自己的角色", "You cannot disable yourself or revoke your own role";
    DeviceNotFound = "device_not_found", NOT_FOUND, "没有这台设备", "No such device";

    AreasRefused = "areas_refused", UNPROCESSABLE_ENTITY, "区划文件有错误，什么都没有改动，请看报告", "The area file has errors; nothing was changed, see the report";
    SitesRefused = "sites_refused", UNPROCESSABLE_ENTITY, "点位文件有错误，什么都没有改动，请看报告", "The site file has errors; nothing was changed, see the report";
    RoadsRefused = "roads_refused", UNPROCESSABLE_ENTITY, "道路文件有错误，什么都没有改动，请看报告", "The road file has errors; nothing was changed, see the report";
    NoAreasYet = "no_areas_yet", CONFLICT, "还没有导入区划，请先导入", "No areas have been imported yet; import them first";

    RecordRefused = "record_refused", UNPROCESSABLE_ENTITY, "这条记录有问题，没有收下，请按提示修改", "Something in this record is wrong and it was not taken; see the marked places";
    UnknownField = "unknown_field", UNPROCESSABLE_ENTITY, "服务器还不认识其中一项，手机会保留并稍后再传", "The server does not know one of the fields yet; the phone keeps the record and tries again";
    UnknownKind = "unknown_kind", UNPROCESSABLE_ENTITY, "服务器还不认识这类记录，手机会保留并稍后再传", "The server does not know this kind of record yet; the phone keeps it and tries again";
    RecordNotFound = "record_not_found", NOT_FOUND, "记录不存在或不在您的辖区", "No such record in your area";
    ReceiptNotFound = "receipt_not_found", NOT_FOUND, "没有这个回执", "No such receipt";
    RescueUnreadable = "rescue_unreadable", UNPROCESSABLE_ENTITY, "救援文件打不开：不是给这台服务器的，或已损坏", "The rescue file cannot be opened: it was made for another server or is damaged";
    PartNotFound = "part_not_found", NOT_FOUND, "离线包已更新，请重新获取清单", "The pack has changed; fetch the manifest again";

    AdSiteNotFound = "ad_site_not_found", NOT_FOUND, "没有这个公益广告点，或不在您的辖区", "No such ad site in your area";
    AdSiteEnded = "ad_site_ended", CONFLICT, "这个公益广告点已停用，不能再改", "This ad site has ended and cannot be changed any more";
    AdSitesRefused = "ad_sites_refused", UNPROCESSABLE_ENTITY, "公益广告点文件有错误，什么都没有改动，请看报告", "The file of ad sites has errors; nothing was changed, see the report";
    TeamNotFound = "team_not_found", NOT_FOUND, "没有这支劝导队，或不在您的范围", "No such team, or not yours to see";
    TeamChanged = "team_changed", CONFLICT, "别人刚改过这支队伍，请刷新后再改", "Somebody has just changed this team; reload and try again";
    PlanNotFound = "plan_not_found", NOT_FOUND, "没有这个值勤计划，或不在您的范围", "No such duty plan, or not yours to see";
    PlanChanged = "plan_changed", CONFLICT, "别人刚改过这个计划，请刷新后再改", "Somebody has just changed this plan; reload and try again";
    ShiftNotFound = "shift_not_found", NOT_FOUND, "没有这个班次，或不在您的范围", "No such shift, or not yours to see";
    RosterChanged = "roster_changed", CONFLICT, "别人刚改过这个班次的排班，请刷新后再改", "Somebody has just changed this roster; reload and try again";
    ShiftOver = "shift_over", CONFLICT, "这个班次已经开始、结束或取消，不能再改排班", "This shift has begun, ended or was called off; its roster is closed";
    ShiftNotBegun = "shift_not_begun", CONFLICT, "这个班次还没开始，时长要等开始以后才能确认", "This shift has not begun; its hours can be confirmed after its start";
    SwapNotFound = "swap_not_found", NOT_FOUND, "没有这个换班请求", "No such offer to swap";
    SwapClosed = "swap_closed", CONFLICT, "这个换班请求已经有人接了或已撤回", "This offer was taken or withdrawn already";
    NotOnRoster = "not_on_roster", CONFLICT, "这个人不在这个班次里", "This person does not stand in this shift";
    HoursNotFound = "hours_not_found", NOT_FOUND, "没有这条时长，或不在您的范围", "No such entry of hours, or not yours to see";
    HoursConfirmedAlready = "hours_confirmed_already", CONFLICT, "这个人这一班的时长已经确认，要改请用更正", "These hours are confirmed already; correct them instead";
    HoursCorrectedAlready = "hours_corrected_already", CONFLICT, "这条时长已经更正过，请更正最新的一条", "This entry was corrected already; correct the newest one";
    OwnHours = "own_hours", CONFLICT, "自己的时长要由别人确认", "Somebody else must confirm your own hours";

    RecordSuperseded = "record_superseded", CONFLICT, "这条记录已被后来的更正代替", "This record was replaced by a later correction";
    CaseNotFound = "case_not_found", NOT_FOUND, "没有这个案件，或不在您的范围", "No such case, or not yours to see";
    CaseChanged = "case_changed", CONFLICT, "别人刚办过这个案件，请按现在的状态再看", "Somebody has just taken a step in this case; look at how it stands now";
    CaseStepRefused = "case_step_refused", CONFLICT, "案件要一步一步办，从现在的阶段不能走这一步", "Stages cannot be skipped; this step does not lead from where the case stands";
    CaseOnHold = "case_on_hold", CONFLICT, "案件已挂起，请先恢复", "The case is on hold; resume it first";
    CaseNotYourStep = "case_not_your_step", FORBIDDEN, "这一步不归您的角色或辖区办", "This step is not for your role or area";
    CaseForeignUnit = "case_foreign_unit", FORBIDDEN, "这个案件和这个单位无关，不能代办", "The case has nothing to do with that unit; nobody acts for another unit";
    CaseOwnFix = "case_own_fix", CONFLICT, "办理人和办理单位不能核查自己的处理结果", "Nobody verifies the own fix or that of the own unit";
    CaseNeedsNote = "case_needs_note", UNPROCESSABLE_ENTITY, "这一步要写明原因或处理情况", "Say why, or what was done";
    CaseNeedsPhoto = "case_needs_photo", UNPROCESSABLE_ENTITY, "处理好的案件要附处理后的照片", "A fix needs a photo taken after the work";
    CaseWithoutProof = "case_without_proof", CONFLICT, "没有处理后的照片，不能按已处理好结案", "Without a photo of the fix the case cannot be closed as fixed";
    CasePhotoNotSent = "case_photo_not_sent", UNPROCESSABLE_ENTITY, "有照片还没传到，请先上传照片", "A photo has not arrived from you yet; send it first";
    CaseExists = "case_exists", CONFLICT, "这条记录或编号已经有案件了", "This record or ticket has its case already";
    CaseNotMergeable = "case_not_mergeable", CONFLICT, "已办结的案件不能合并，也不能并入自己", "A case that has ended cannot be merged, nor a case with itself";
    UnitNotFound = "unit_not_found", NOT_FOUND, "没有这个责任单位，或不在您的辖区", "No such unit in your area";
    UnitChanged = "unit_changed", CONFLICT, "别人刚改过这个单位，请刷新后再改", "Somebody has just changed this unit; reload and try again";
    UnitAliasTaken = "unit_alias_taken", CONFLICT, "这个名称已经指向一个单位", "This name stands for a unit already";
    UnitCodeTaken = "unit_code_taken", CONFLICT, "这个单位代码已被使用", "This unit code is taken";
    UnitsRefused = "units_refused", UNPROCESSABLE_ENTITY, "单位文件有错误，什么都没有改动，请看报告", "The file of units has errors; nothing was changed, see the report";
    RulesRefused = "rules_refused", UNPROCESSABLE_ENTITY, "责任规则有错误，什么都没有改动，请看报告", "The rules of responsibility have errors; nothing was changed, see the report";
    RulesChanged = "rules_changed", CONFLICT, "别人刚改过责任规则，请刷新后再改", "Somebody has just changed the rules of responsibility; reload and try again";

    SavedViewNotFound = "saved_view_not_found", NOT_FOUND, "没有这个常用视图", "No such saved view of yours";
    SavedViewTitleTaken = "saved_view_title_taken", CONFLICT, "这一页已有同名的常用视图", "Another saved view of this page has this name";
    TooManySavedViews = "too_many_saved_views", CONFLICT, "这一页的常用视图已经满了，请先删掉不用的", "This page has as many saved views as it may; delete one first";

    RubricNotFound = "rubric_not_found", NOT_FOUND, "没有这个版本的检查标准", "No such version of the rubric";
    RubricRefused = "rubric_refused", UNPROCESSABLE_ENTITY, "检查标准有错误，没有收下，请按列出的单元格修改", "The rubric has errors and was not taken; see the cells named";
    RoundNotFound = "round_not_found", NOT_FOUND, "没有这一轮检查，或不在您的辖区", "No such round of inspections in your area";
    RoundChanged = "round_changed", CONFLICT, "这一轮刚被改过，请刷新后再改", "The round has just been changed; reload and try again";
    RoundDrawn = "round_drawn", CONFLICT, "这一轮已经抽样，不能再改，也不能再抽", "This round has been drawn; it is fixed and drawn once";
    RoundNotDrawn = "round_not_drawn", CONFLICT, "这一轮还没有抽样", "This round has not been drawn yet";
    RoundSealed = "round_sealed", CONFLICT, "公布以前结果是封存的，只有本轮的计划人能看", "Results are sealed until they are published; only the planner of the round sees them";
    RoundPublished = "round_published", CONFLICT, "已经公布的结果不能再改；要改变得分，只有在新的一轮里重新检查", "Published results do not change; only a new inspection in a new round changes a score";
    RoundNotPublished = "round_not_published", CONFLICT, "公布以后才能看种子和重抽", "The seed is told and the draw repeated once the round is published";
    NotThePlanner = "not_the_planner", FORBIDDEN, "只有本轮的计划人能做这件事", "Only the planner of the round may do this";
    InspectionNotFound = "inspection_not_found", NOT_FOUND, "没有这次检查，或不在您的辖区", "No such inspection in your area";
    InspectionExcluded = "inspection_excluded", CONFLICT, "这次检查已经不计分了", "This inspection does not count already";
    ItemNotFailed = "item_not_failed", CONFLICT, "这一项没有失分，不用立案", "The item lost no points; there is nothing to make a case of";
    ItemWithoutCategory = "item_without_category", CONFLICT, "检查标准没有说这一项失分该按哪类问题立案", "The rubric does not say under which behaviour a failure of this item becomes a case";

    PhotoHashMismatch = "photo_hash_mismatch", UNPROCESSABLE_ENTITY, "照片在传送中变了样，请再传一次", "The photo changed on the way; send it again";
    PhotoDamaged = "photo_damaged", UNPROCESSABLE_ENTITY, "照片已损坏或不完整，请换一张", "The photo is damaged or incomplete; use another";
    PhotoEmpty = "photo_empty", UNPROCESSABLE_ENTITY, "照片是空的，请重新拍", "The photo is empty; take it again";
    FormNotFound = "form_not_found", NOT_FOUND, "没有这份问卷或这个版本", "No such questionnaire or version";
    FormRefused = "form_refused", UNPROCESSABLE_ENTITY, "问卷表格有错误，没有收下，请按列出的单元格修改", "The workbook has errors and was not taken; see the cells named";
    FormVersionPublished = "form_version_published", CONFLICT, "这个版本已经发布，不能再改；请在 settings 里换一个 version", "This version is published and cannot change any more; give the workbook another version in its settings";
    FormFileUnknown = "form_file_unknown", UNPROCESSABLE_ENTITY, "问卷里没有用到这个名字的文件", "The questionnaire uses no file of this name";
    FormFileUnfit = "form_file_unfit", UNPROCESSABLE_ENTITY, "文件不能用：图片要 JPEG、PNG 或 WebP，声音要 MP3、M4A、OGG、WebM 或 WAV，表格要 UTF-8 的 CSV", "The file cannot be used: pictures are JPEG, PNG or WebP, sound is MP3, M4A, OGG, WebM or WAV, tables are CSV in UTF-8";
    AttachmentNotFound = "attachment_not_found", NOT_FOUND, "没有这个附件，或还没传到", "No such attachment, or it has not arrived yet";
    AttachmentTypeNotTaken = "attachment_type_not_taken", UNSUPPORTED_MEDIA_TYPE, "这种附件不能交：文件要 PDF、DOCX 或 XLSX，录音要 MP3、M4A、OGG、WebM 或 WAV", "This type of attachment is not taken: files are PDF, DOCX or XLSX, sound is MP3, M4A, OGG, WebM or WAV";
    AttachmentDamaged = "attachment_damaged", UNPROCESSABLE_ENTITY, "附件不完整或已损坏，请换一个", "The attachment is damaged or cut off; use another";
    AttachmentHashMismatch = "attachment_hash_mismatch", UNPROCESSABLE_ENTITY, "附件在传送中变了样，请再传一次", "The attachment changed on the way; send it again";
    AttachmentExpired = "attachment_expired", GONE, "附件已按期限清除", "The attachment was removed when its term ended";
    FormFilesMissing = "form_files_missing", UNPROCESSABLE_ENTITY, "问卷用到的文件还没有交齐，不能发布", "Files that the questionnaire uses are still missing; it cannot be published";
    FormAsksForPersons = "form_asks_for_persons", UNPROCESSABLE_ENTITY, "问卷里有问姓名、证件号或电话一类的题，不能发布；请改题，或请管理员写明理由放行", "The questionnaire asks for names, ID numbers or phones; change it, or ask an administrator to let it pass with a reason";
    FrameNotFound = "frame_not_found", NOT_FOUND, "没有这个住户框", "No such frame of doors";
    FrameRefused = "frame_refused", UNPROCESSABLE_ENTITY, "住户框文件有错误，什么都没有改动，请看报告", "The file of doors has errors; nothing was changed, see the report";
    SurveyNotFound = "survey_not_found", NOT_FOUND, "没有这个调查，或不在您的辖区", "No such survey, or not in your area";
    SurveyChanged = "survey_changed", CONFLICT, "别人刚改过这个调查，请刷新后再改", "Somebody has just changed this survey; reload and try again";
    SurveyDrawn = "survey_drawn", CONFLICT, "这个调查已经抽样，设计不能再改，也不能再抽", "This survey has been drawn; its design is fixed and it is drawn once";
    SurveyNotInField = "survey_not_in_field", CONFLICT, "这个调查现在不在入户阶段", "This survey is not in the field now";
    SurveyNotClosed = "survey_not_closed", CONFLICT, "调查结束以后才能看种子和重抽", "The seed is told and the draw repeated once the survey is closed";
    DesignRefused = "design_refused", UNPROCESSABLE_ENTITY, "按这个设计抽不出来，请看标出的地方", "Nothing can be drawn by this design; see the marked places";
    DoorNotFound = "door_not_found", NOT_FOUND, "没有抽到这一户，或不在您的辖区", "No such drawn door in your area";
    NoReserveLeft = "no_reserve_left", CONFLICT, "这一层的备用户已经用完", "The reserve of this stratum is used up";
    ReplacementNotBorneOut = "replacement_not_borne_out", CONFLICT, "上门记录不支持更换：要先有这个理由的上门记录", "The visits do not bear this out: a visit with this outcome comes first";
    EditionNotFound = "edition_not_found", NOT_FOUND, "没有这一版指标体系", "No such edition of the responsibility table";
    EditionPublished = "edition_published", CONFLICT, "这一版已经发布，不能再改；请导入新的一版", "This edition is published and cannot change any more; import a new one";
    EditionCodeTaken = "edition_code_taken", CONFLICT, "这个版本号已被使用", "This code of an edition is taken";
    EditionTooEarly = "edition_too_early", CONFLICT, "生效日期要晚于已发布的各版", "An edition must hold from a later day than those published before";
    FrameworkRefused = "framework_refused", UNPROCESSABLE_ENTITY, "责任分解表有错误，什么都没有改动，请看报告", "The responsibility table has errors; nothing was changed, see the report";
    NoEditionYet = "no_edition_yet", CONFLICT, "这个时段还没有发布的指标体系", "No edition of the responsibility table is published for this period";
    PeriodNotOver = "period_not_over", CONFLICT, "这个时段还没有结束，不能定稿", "The period is not over; it cannot be frozen yet";
    ReportFrozen = "report_frozen", CONFLICT, "这个时段和区域已经定稿，不能再改", "This period and area are frozen already";
    ReportNotFound = "report_not_found", NOT_FOUND, "没有这份报告，或不在您的辖区", "No such report in your area";
    EvidenceNotFound = "evidence_not_found", NOT_FOUND, "没有这份材料，或不在您的辖区", "No such evidence in your area";
    EvidenceTypeNotTaken = "evidence_type_not_taken", UNSUPPORTED_MEDIA_TYPE, "不支持这种文件，请用 PDF、DOCX、XLSX、JPEG 或 PNG", "This type of file is not taken; use PDF, DOCX, XLSX, JPEG or PNG";
    EvidenceDamaged = "evidence_damaged", UNPROCESSABLE_ENTITY, "文件不完整或已损坏，请重新传", "The file is damaged or cut off; send it again";
    EvidenceStepRefused = "evidence_step_refused", CONFLICT, "材料现在的状态不能这样做，请刷新", "The evidence stands otherwise; reload";
    EvidenceNotYourStep = "evidence_not_your_step", FORBIDDEN, "这一步不归您的角色或辖区办", "This step is not for your role or area";
    LeagueNotFound = "league_not_found", NOT_FOUND, "没有这份排行，或与您的辖区和单位无关", "No such league about your area or unit";
    LeagueExists = "league_exists", CONFLICT, "这个时段、区域和指标已经有一份排行", "There is a league of this period, area and figure already";
    LeaguePeriodRunning = "league_period_running", CONFLICT, "时段还没结束，结束后才能做排行", "The period still runs; a league is made once it is over";
    LeagueEmpty = "league_empty", CONFLICT, "这个时段没有可比的数", "There is nothing to compare in this period";
    LeagueChanged = "league_changed", CONFLICT, "别人刚办过这份排行，请按现在的状态再看", "Somebody has just done something with this league; look at how it stands now";
    LeagueStepRefused = "league_step_refused", CONFLICT, "排行现在的状态不能这样做", "This cannot be done with the league as it stands";
    LeagueWindowOpen = "league_window_open", CONFLICT, "申诉期还没结束，期满后才能定稿", "Appeals are still taken; a league is settled after the last day";
    LeagueWindowOver = "league_window_over", CONFLICT, "申诉期已过，不再受理", "The last day for appeals has passed";
    LeagueUndecided = "league_undecided", CONFLICT, "还有申诉没有答复，不能定稿", "An appeal is still undecided";
    LeagueNotSettled = "league_not_settled", CONFLICT, "排行还没有定稿", "The league is not settled";
    LeagueNotYourRow = "league_not_your_row", FORBIDDEN, "只能为自己负责的单位或辖区申诉", "An appeal is about a unit or area that you answer for";
    LeagueRowAppealed = "league_row_appealed", CONFLICT, "这一行已经申诉过，每行一次", "This row has been appealed against; once a row";
    AppealNotFound = "appeal_not_found", NOT_FOUND, "没有这件申诉", "No such appeal";
    AppealDecided = "appeal_decided", CONFLICT, "这件申诉已经答复", "This appeal is decided already";
    OwnAppeal = "own_appeal", CONFLICT, "自己提的申诉要由别人答复", "Somebody else must decide what you appealed";
    OwnEvidence = "own_evidence", CONFLICT, "自己报的材料要由别人审核", "Somebody else must judge what you filed";
    BoardNotFound = "board_not_found", NOT_FOUND, "没有这份红黑榜，或不在您的辖区", "No such red and black list in your area";
    BoardExists = "board_exists", CONFLICT, "这个时段和辖区已经有一份红黑榜", "This period and area have a red and black list already";
    BoardChanged = "board_changed", CONFLICT, "别人刚改过这份红黑榜，请按现在的样子再看", "Somebody has just changed this list; look at how it stands now";
    BoardStepRefused = "board_step_refused", CONFLICT, "红黑榜现在的状态不能这样做", "The list does not allow this as it stands now";
    BoardEmpty = "board_empty", CONFLICT, "榜上还没有单位或地方，不能审定", "Nothing stands in the list yet; it cannot be approved";
    BoardRefused = "board_refused", CONFLICT, "榜上有条目已经站不住，请按标出的地方改过再审定", "Some entries do not hold any more; see the marked places";
    OwnBoard = "own_board", CONFLICT, "自己拟的红黑榜要由别人审定", "Somebody else must approve a list that you drafted";
    PhotoTooLarge = "photo_too_large", PAYLOAD_TOO_LARGE, "照片过大（最多 15 MB、4000 万像素）", "The photo is too large (at most 15 MB and 40 megapixels)";
    PhotoTypeNotTaken = "photo_type_not_taken", UNSUPPORTED_MEDIA_TYPE, "不支持这种照片，请用 JPEG、PNG 或 WebP", "This type of photo is not taken; use JPEG, PNG or WebP";
    PhotoNotFound = "photo_not_found", NOT_FOUND, "没有这张照片", "No such photo";
    PhotoNotReady = "photo_not_ready", NOT_FOUND, "照片还在处理，请稍后再看", "The photo is still being prepared";
    PhotoExpired = "photo_expired", GONE, "照片已按期限清除", "The photo was removed when its term ended";
    ReasonRequired = "reason_required", UNPROCESSABLE_ENTITY, "看原图要写明理由", "Say why you need the original";
}

field_codes! {
    BadJson = "bad_json", "不是合格的 JSON", "Not valid JSON";
    UnknownField = "unknown_field", "服务器不认识这个字段", "The server does not know this field";
    MissingField = "missing_field", "缺少这一项", "This is missing";
    WrongType = "wrong_type", "类型不对", "Wrong type";
    InvalidValue = "invalid_value", "内容不对", "Not a valid value";
    UnknownValue = "unknown_value", "没有这个选项", "No such choice";
    TooLong = "too_long", "太长了，请改短", "Too long; shorten it";
    TooShort = "too_short", "太短了", "Too short";
    TooMany = "too_many", "太多了", "Too many";
    Empty = "empty", "不能为空", "Must not be empty";
    OutOfRange = "out_of_range", "超出范围", "Out of range";
    NoOffset = "no_offset", "时间要带时区", "The time needs an offset";
    BadUuid = "bad_uuid", "不是合格的编号", "Not a valid id";
    UnknownKind = "unknown_kind", "服务器还不认识这类记录", "The server does not know this kind of record yet";
    UnknownCategory = "unknown_category", "没有这个类别", "No such category";
    UnknownOutcome = "unknown_outcome", "没有这个结果", "No such outcome";
    UnknownArea = "unknown_area", "没有这个区域，或不在您的辖区", "No such area, or not in your area";
    UnknownRole = "unknown_role", "没有这个角色", "No such role";
    WrongLevel = "wrong_level", "这个角色不能给在这一级", "This role cannot be granted at this level";
    WeakPassword = "weak_password", "密码太常见或含有账号、单位名，请换一个", "The password is too common or contains the account or service name";
    SamePassword = "same_password", "新密码要和原来的不同", "The new password must differ from the present one";
    BadHash = "bad_hash", "不是 64 位十六进制的 SHA-256", "Not a SHA-256 in 64 hexadecimal digits";
    RepeatedPhoto = "repeated_photo", "同一张照片写了两次", "The same photo is named twice";
    CheckedOutBeforeIn = "checked_out_before_in", "签退早于签到", "Checked out before checking in";
    UnknownAccount = "unknown_account", "没有这个人，或不在您的范围", "No such person, or not in your reach";
    NotALeader = "not_a_leader", "这个人没有队长的角色", "This person holds no role that leads teams";
    UnknownSite = "unknown_site", "没有这个点位", "No such site";
    UnknownRoad = "unknown_road", "没有这条路", "No such road";
    UnknownUnit = "unknown_unit", "没有这个责任单位", "No such unit";
    BadRule = "bad_rule", "看不懂这条重复规则", "This rule of repetition cannot be understood";
    RuleTooOften = "rule_too_often", "重复得太密，最密是每天一次", "Too often; once a day is the most";
    RuleNever = "rule_never", "按这条规则一天也排不出来", "This rule never gives a day";
    BothOrNeither = "both_or_neither", "更正的记录和理由要么都有，要么都没有", "Give both the corrected record and the reason, or neither";
    BadCursor = "bad_cursor", "翻页标记无效，请从头开始", "The cursor is invalid; start from the beginning";
    BadDate = "bad_date", "日期要写成 年-月-日", "A date is written YYYY-MM-DD";
    PeriodTooShort = "period_too_short", "前后至少各要 30 天", "At least 30 days before and after are needed";
    PeriodTooLong = "period_too_long", "时间段太长", "The period is too long";
    OrderedWrong = "ordered_wrong", "开始要早于结束", "The start must not be after the end";
    ExactlyOne = "exactly_one", "两项里要有且只有一项", "Give exactly one of the two";
    StandsAlone = "stands_alone", "完好不能和别的情况同时选", "Intact stands alone";
    Repeated = "repeated", "写了两次", "Stands twice";
    NotInScope = "not_in_scope", "不在您的辖区", "Not in your area";
    ExceedsDenominator = "exceeds_denominator", "不能多于总数", "Must not be more than the whole";
    UnknownQuestion = "unknown_question", "问卷里没有这道题", "The questionnaire has no such question";
    NotInList = "not_in_list", "选项里没有这个答案", "The answer is not in the list";
    UnknownVersion = "unknown_version", "没有发布过这个版本", "No such published version";
    UnknownForm = "unknown_form", "没有这份问卷", "No such questionnaire";
    UnknownSurvey = "unknown_survey", "没有这个调查", "No such survey";
    UnknownFrame = "unknown_frame", "没有这个住户框", "No such frame of doors";
    UnknownDoor = "unknown_door", "这个调查没有抽到这一户", "The survey did not draw this door";
    UnknownQuota = "unknown_quota", "这个调查没有这个配额", "The survey has no such quota cell";
    UnknownVisit = "unknown_visit", "没有这次上门", "No such visit";
    NotAllowedHere = "not_allowed_here", "这种结果下不能填这一项", "This does not go with that outcome";
    NotADesign = "not_a_design", "按这个设计抽不出来", "Nothing can be drawn by this design";
    CorrectionTooLate = "correction_too_late", "收到已超过 24 小时，不能再更正", "More than 24 hours since receipt; it cannot be corrected any more";
    CorrectsOther = "corrects_other", "只能更正自己对同一户的上门记录", "Only an own visit to the same door can be corrected";
    WeightsNotHundred = "weights_not_hundred", "这类点位各项权重合计不是 100", "The weights of this kind of site do not sum to 100";
    UnknownRubric = "unknown_rubric", "没有这个版本的检查标准", "No such version of the rubric";
    UnknownRoundSite = "unknown_round_site", "没有抽到这个点位", "No round has drawn this site";
    UnknownItem = "unknown_item", "检查标准里没有这一项", "The rubric has no such item";
    MissingItem = "missing_item", "还有检查项没有结论", "An item has no answer yet";
    SealedResult = "sealed_result", "检查结果发出后即封存，不能更正；要改变得分，只有重新检查", "A result is sealed when it is sent and cannot be corrected; only a new inspection changes a score";
    TwoInspectors = "two_inspectors", "每个点位要两名不同的检查人", "Every site takes two different inspectors";
    UnknownColumn = "unknown_column", "没有这一列", "There is no such column";
    MissingColumn = "missing_column", "缺少这一列", "This column is missing";
    UnreadableFile = "unreadable_file", "文件读不出来，请另存为 CSV 或 .xlsx 再传", "The file cannot be read; save it as CSV or .xlsx and send it again";
    UnknownParent = "unknown_parent", "上级要在它的上面，级别高一级", "The row above it in the tree stands further up and one level higher";
    NotAsAbove = "not_as_above", "写着沿用上一行，内容却不一样", "Said to be taken from the row above, but it differs";
    UnknownMeasure = "unknown_measure", "没有这个测量来源或指标", "There is no such figure to measure with";
    UnknownRequirement = "unknown_requirement", "指标体系里没有这一条", "The responsibility table has no such requirement";
    BadPeriod = "bad_period", "时段要写成 2026、2026-Q4、2026-11 或 2026-W47", "A period is written 2026, 2026-Q4, 2026-11 or 2026-W47";
    NamesAPerson = "names_a_person", "这里有电话、证件号或车牌，会指到个人，请删掉", "This holds a phone, ID or plate number, which points at a person; take it out";
    OnlyUnitsAndPlaces = "only_units_and_places", "红黑榜只列单位和地方（区、街道、社区、点位、道路），不列个人和网格", "Lists name units and places (districts, streets, communities, sites, roads), never persons or grids";
    UnknownProof = "unknown_proof", "没有这条依据，或不在名单的辖区", "No such proof in the area of the list";
    NeedsProof = "needs_proof", "上黑榜至少要有一条依据", "Criticism needs at least one proof";
    OtherTier = "other_tier", "定稿的排行里它不在这一档：红榜只取第一档，黑榜只取最后一档", "The settled league has it in another tier: praise takes the first, criticism the last";
    Contested = "contested", "它所在的排行还没有定稿，或有申诉没有答复，先不能上黑榜", "A league it stands in is not settled or has an open appeal; it cannot be criticised yet";
    TooLarge = "too_large", "这一条太大", "This item is too large";
}
