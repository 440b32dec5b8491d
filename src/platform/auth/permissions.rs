//! The one table of who may what. `api-spec/permissions.txt` prints it; a diff there is a policy change.
//! Source: the access table of the privacy charter.

/// Levels of the area tree, from the whole to the part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 市
    City,
    /// 区
    District,
    /// 街道
    Street,
    /// 社区
    Community,
    /// 网格
    Grid,
}

impl Level {
    /// Every level, top first.
    pub const ALL: [Self; 5] = [
        Self::City,
        Self::District,
        Self::Street,
        Self::Community,
        Self::Grid,
    ];

    /// The word on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::City => "city",
            Self::District => "district",
            Self::Street => "street",
            Self::Community => "community",
            Self::Grid => "grid",
        }
    }

    /// Reads the word on the wire.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.code() == code)
    }
}

macro_rules! permissions {
    ($($name:ident = $code:literal, $doc:literal;)*) => {
        /// Something a role may allow.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Permission { $(#[doc = $doc] $name,)* }

        impl Permission {
            /// Every permission, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The word on the wire.
            pub fn code(self) -> &'static str { match self { $(Self::$name => $code,)* } }
        }

        /// One type for each permission, to stand in a handler's signature.
        pub mod markers {
            use super::{Permission, Requires};
            $(
                #[doc = $doc]
                #[derive(Clone, Copy, Debug)]
                pub struct $name;

                impl Requires for $name {
                    const PERMISSION: Permission = Permission::$name;
                }
            )*
        }
    };
}

/// A type that stands for one permission.
pub trait Requires: 'static {
    /// Which.
    const PERMISSION: Permission;
}

permissions! {
    CaptureRecords = "capture_records", "Send records and photos from the field.";
    ReadRecords = "read_records", "Read records and photos.";
    ReadOriginals = "read_originals", "Open a sealed original photo, with a reason.";
    ExportRecords = "export_records", "Export records.";
    ReadAds = "read_ads", "Read ad sites, their inspections and the photos of these.";
    ManageAds = "manage_ads", "Import, change and end ad sites.";
    ReadInsights = "read_insights", "Read heatmaps, totals and rates.";
    ImportAreas = "import_areas", "Replace the area tree, sites and roads.";
    ReadAccounts = "read_accounts", "Read accounts and their roles.";
    ManageAccounts = "manage_accounts", "Create, change and disable accounts, grant and revoke roles.";
    ReadAudit = "read_audit", "Read and verify the audit log.";
    ReadShifts = "read_shifts", "See teams, duty plans, shifts and rosters; own hours.";
    LeadShifts = "lead_shifts", "Change rosters, call shifts off, confirm and export hours of led teams.";
    PlanShifts = "plan_shifts", "Make teams and duty plans.";
    ReadForms = "read_forms", "Read questionnaires and their versions.";
    AllowForms = "allow_forms", "Let a questionnaire that asks for persons be published, with a reason.";
    ReadSurveys = "read_surveys", "See surveys, their progress and results.";
    PlanSurveys = "plan_surveys", "Upload questionnaires, make, draw and close surveys.";
    SuperviseSurveys = "supervise_surveys", "See frames and drawn doors, assign and replace them, see the quality of interviews.";
    ExportAnswers = "export_answers", "Export answers of surveys, without doors.";
    ReadUnits = "read_units", "See responsible units, their duties, and why a matter belongs to one.";
    SendPhotos = "send_photos", "Send photos.";
    ReadCases = "read_cases", "See cases, their timelines and proof.";
    ManageCases = "manage_cases", "Make, file, decline, dispatch, extend, hold, close, void, merge and reopen cases; return records.";
    HandleCases = "handle_cases", "Work on cases of units for which the caller answers, and report the fix.";
    VerifyCases = "verify_cases", "Verify fixes that others reported.";
    ReadInspections = "read_inspections", "Read rubrics, rounds of inspections and their published results.";
    PlanInspections = "plan_inspections", "Make, draw, assign and publish rounds of inspections; see what is sealed in own rounds.";
    ManageRubrics = "manage_rubrics", "Import new versions of the rubric.";
    ManageUnits = "manage_units", "Import and change units, their contacts, duties and the rules of responsibility.";
    ReadIndicators = "read_indicators", "See the responsibility table, its scoreboard, evidence and reports.";
    ManageIndicators = "manage_indicators", "Import and publish editions of the responsibility table, say what measures a requirement, freeze reports.";
    FileEvidence = "file_evidence", "File evidence for requirements.";
    JudgeEvidence = "judge_evidence", "Accept or return evidence that others filed.";
    AppealLeagues = "appeal_leagues", "Appeal against a row of a league: of an own area, or of a unit for which the caller answers.";
    DraftBoards = "draft_boards", "Draft red and black lists, and withdraw drafts.";
    ApproveBoards = "approve_boards", "Approve red and black lists that others drafted, and withdraw approved ones.";
}

/// How far a permission reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The caller's own rows.
    Own,
    /// The subtree of the area in which the role was granted, and the caller's own rows.
    Area,
}

macro_rules! roles {
    ($($name:ident = $code:literal, $level:ident, $zh:literal, $en:literal, $works_zh:literal, $works_en:literal,
        [$($permission:ident $reach:ident),*];)*) => {
        /// A role of `demo/vocabulary/roles.csv`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Role { $(#[doc = $zh] $name,)* }

        impl Role {
            /// Every role, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The word on the wire.
            pub fn code(self) -> &'static str { match self { $(Self::$name => $code,)* } }

            /// The level of area that the role is granted in.
            pub fn level(self) -> Level { match self { $(Self::$name => Level::$level,)* } }

            /// Name in Chinese and English.
            pub fn names(self) -> (&'static str, &'static str) { match self { $(Self::$name => ($zh, $en),)* } }

            /// What it allows, in plain words, in Chinese and English.
            pub fn works(self) -> (&'static str, &'static str) { match self { $(Self::$name => ($works_zh, $works_en),)* } }

            /// What it allows and how far.
            pub fn permissions(self) -> &'static [(Permission, Reach)] {
                match self { $(Self::$name => &[$((Permission::$permission, Reach::$reach)),*],)* }
            }
        }
    };
}

roles! {
    SystemAdmin = "system_admin", City, "系统管理员", "System administrator", "管账号、区划、备份", "Accounts, areas, backups",
        [ImportAreas Area, ReadAccounts Area, ManageAccounts Area, ReadForms Area, AllowForms Area, ReadUnits Area, ManageUnits Area, ManageRubrics Area, ReadIndicators Area, ManageIndicators Area];
    CitySupervisor = "city_supervisor", City, "市级督查员", "City supervisor", "看全市记录、热力和账号，导入区划", "All records, heatmaps and accounts of the city; imports areas",
        [CaptureRecords Area, ReadRecords Area, ReadOriginals Area, ExportRecords Area, ReadAds Area, ManageAds Area, ReadInsights Area, ImportAreas Area, ReadAccounts Area, ManageAccounts Area, ReadShifts Area, LeadShifts Area, PlanShifts Area, ReadForms Area, ReadSurveys Area, PlanSurveys Area, SuperviseSurveys Area, ReadUnits Area, ManageUnits Area, SendPhotos Area, ReadCases Area, ManageCases Area, HandleCases Own, VerifyCases Area, ReadInspections Area, PlanInspections Area, ManageRubrics Area, ReadIndicators Area, ManageIndicators Area, FileEvidence Area, JudgeEvidence Area, AppealLeagues Area, DraftBoards Area, ApproveBoards Area];
    DistrictSupervisor = "district_supervisor", District, "区级督查员", "District supervisor", "看全区记录、热力，管下级账号", "Records and heatmaps of the district, accounts below",
        [CaptureRecords Area, ReadRecords Area, ReadOriginals Area, ExportRecords Area, ReadAds Area, ManageAds Area, ReadInsights Area, ReadAccounts Area, ManageAccounts Area, ReadShifts Area, LeadShifts Area, PlanShifts Area, ReadForms Area, ReadSurveys Area, PlanSurveys Area, SuperviseSurveys Area, ReadUnits Area, SendPhotos Area, ReadCases Area, ManageCases Area, HandleCases Own, VerifyCases Area, ReadInspections Area, PlanInspections Area, ReadIndicators Area, FileEvidence Area, JudgeEvidence Area, AppealLeagues Area, DraftBoards Area, ApproveBoards Area];
    StreetSupervisor = "street_supervisor", Street, "街道管理员", "Street supervisor", "看本街道记录、热力，管下级账号", "Records and heatmaps of the street, accounts below",
        [CaptureRecords Area, ReadRecords Area, ReadOriginals Area, ExportRecords Area, ReadAds Area, ManageAds Area, ReadInsights Area, ReadAccounts Area, ManageAccounts Area, ReadShifts Area, LeadShifts Area, PlanShifts Area, ReadForms Area, ReadSurveys Area, PlanSurveys Area, SuperviseSurveys Area, ReadUnits Area, SendPhotos Area, ReadCases Area, ManageCases Area, HandleCases Own, VerifyCases Area, ReadInspections Area, PlanInspections Area, ReadIndicators Area, FileEvidence Area, JudgeEvidence Area, AppealLeagues Area, DraftBoards Area];
    CommunityManager = "community_manager", Community, "社区负责人", "Community manager", "看本社区的记录和热力", "Records and heatmaps of the community",
        [ReadRecords Area, ReadAds Area, ReadInsights Area, ReadSurveys Area, ReadUnits Area, SendPhotos Own, ReadCases Area, HandleCases Own, ReadInspections Area, ReadIndicators Area, FileEvidence Area, AppealLeagues Area];
    GridWorker = "grid_worker", Grid, "网格员", "Grid worker", "在自己网格记不文明行为、查点位、拍公益广告", "Logs incidents, checks sites and photographs ads in the own grids",
        [CaptureRecords Area, ReadRecords Area, ReadAds Area, ReadInsights Area, ReadShifts Own, SendPhotos Area];
    DissuasionLeader = "dissuasion_leader", Street, "劝导队队长", "Leader of a dissuasion team", "带班次、记录、看本队", "Leads shifts, records, sees the team",
        [CaptureRecords Own, ReadRecords Own, ReadShifts Own, LeadShifts Own, SendPhotos Own];
    DissuasionVolunteer = "dissuasion_volunteer", Community, "文明劝导员", "Dissuasion volunteer", "在劝导班次里记录和计数", "Records and counts in a shift",
        [CaptureRecords Own, ReadRecords Own, ReadShifts Own, SendPhotos Own];
    AdInspector = "ad_inspector", Street, "公益广告巡查员", "Public-service ad inspector", "拍公益广告并判断完好", "Photographs and rates ads",
        [CaptureRecords Own, ReadRecords Own, ReadAds Area, ReadShifts Own, SendPhotos Own];
    Surveyor = "surveyor", Community, "入户调查员", "Door-to-door surveyor", "按分到的门入户访问", "Interviews the assigned households",
        [CaptureRecords Own, ReadRecords Own, ReadShifts Own, ReadSurveys Own, SendPhotos Own];
    Observer = "observer", Street, "路口观察员", "Tally observer", "在路口和站点计数", "Counts at crossings and stops",
        [CaptureRecords Own, ReadRecords Own, ReadShifts Own, SendPhotos Own];
    Analyst = "analyst", City, "数据分析员", "Read-only analyst", "只看汇总数字", "Reads aggregates only",
        [ReadInsights Area, ReadSurveys Area, ReadInspections Area, ReadIndicators Area];
    ResponsibleUnit = "responsible_unit", Street, "责任单位联络员", "Contact of a responsible unit", "接收问题并回复整改", "Receives findings and replies with proof",
        [ReadRecords Area, ReadAds Area, ReadInsights Area, ReadUnits Area, SendPhotos Own, ReadCases Own, HandleCases Own, ReadInspections Area, ReadIndicators Area, FileEvidence Area, AppealLeagues Own];
    Statistician = "statistician", City, "统计员", "Statistician", "抽样、计算和导出调查结果，看不到门牌", "Draws samples and computes survey results without doors",
        [ReadInsights Area, ReadForms Area, ReadSurveys Area, PlanSurveys Area, ExportAnswers Area, ReadIndicators Area];
    ThirdPartyAssessor = "third_party_assessor", City, "第三方测评员", "Third-party assessor", "给抽到的点位打分，公布前封存", "Scores drawn sites; sealed until published",
        [CaptureRecords Own, ReadRecords Own, SendPhotos Own, ReadInspections Own];
    Auditor = "auditor", City, "审计员", "Auditor", "看账号和审计日志，什么都不能改", "Reads accounts and the audit log, changes nothing",
        [ReadAccounts Area, ReadAudit Area];
}

impl Role {
    /// Reads the word on the wire.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.code() == code)
    }

    /// How far the role carries `permission`, if it holds it.
    pub fn reach(self, permission: Permission) -> Option<Reach> {
        self.permissions()
            .iter()
            .find(|(held, _)| *held == permission)
            .map(|(_, reach)| *reach)
    }

    /// Whether a holder of this role may grant or revoke `other`: administrators any, supervisors those of lower levels.
    pub fn may_grant(self, other: Self) -> bool {
        match self {
            Self::SystemAdmin => true,
            Self::CitySupervisor | Self::DistrictSupervisor | Self::StreetSupervisor => {
                other.level() > self.level()
            }
            _ => false,
        }
    }
}

/// The table as committed in `api-spec/permissions.txt`.
pub fn table_text() -> String {
    let mut text = String::from(
        "# role × permission (area = subtree of the grant, own = own rows, - = never)\n",
    );
    for role in Role::ALL {
        text.extend(["\n", role.code(), " (", role.level().code(), ")\n"]);
        for permission in Permission::ALL {
            let reach = match role.reach(*permission) {
                Some(Reach::Area) => "area",
                Some(Reach::Own) => "own",
                None => "-",
            };
            text.extend([
                "  ",
                &format!("{:<16}", permission.code()),
                " ",
                reach,
                "\n",
            ]);
        }
    }
    text
}
