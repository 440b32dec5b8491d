//! What may be odd about a record. Flags are set and cleared by rules, never block, and are no part of the record.

macro_rules! flags {
    ($($name:ident = $code:literal, $zh:literal, $en:literal;)*) => {
        /// Something odd about a record.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Flag { $(#[doc = $en] $name,)* }

        impl Flag {
            /// Every flag, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The word on the wire.
            pub fn code(self) -> &'static str { match self { $(Self::$name => $code,)* } }

            /// What it says, as a sentence in Chinese and English.
            pub fn sentences(self) -> (&'static str, &'static str) { match self { $(Self::$name => ($zh, $en),)* } }
        }
    };
}

flags! {
    OutsideCity = "outside_city", "位置在本市之外", "The position lies outside the city";
    NoPosition = "no_position", "没有位置，按人员的辖区归口", "No position; counted in the author's area";
    PoorAccuracy = "poor_accuracy", "定位误差超过 100 米", "The position is more than 100 m uncertain";
    ClockSkew = "clock_skew", "手机时钟不准，时间已校正", "The phone's clock was off; the time was corrected";
    Future = "future", "时间在将来", "The time lies in the future";
    Late = "late", "发生 72 小时以后才传到", "Arrived more than 72 hours after it happened";
    NullIsland = "null_island", "坐标是 0,0，不可信", "The coordinates are 0,0 and cannot be trusted";
    AreaMismatch = "area_mismatch", "手机以为的网格和位置不一致", "The grid that the phone believed is not where the position lies";
    OutsideOwnArea = "outside_own_area", "不在记录人自己的辖区", "Outside the author's own areas";
    SpeedJump = "speed_jump", "和上一条相比移动得太快", "Moved faster than possible since the last record";
    PositionRepeated = "position_repeated", "连续几条坐标完全相同", "Several records in a row have exactly the same coordinates";
    UnknownSite = "unknown_site", "没有这个点位", "No such site is known";
    UnknownRoad = "unknown_road", "没有这条路", "No such road is known";
    EndedSite = "ended_site", "这个点位已停用", "The site has ended";
    FarFromSite = "far_from_site", "离点位超过 200 米", "More than 200 m away from the site";
    OtherStreet = "other_street", "点位在别的街道", "The site stands in another street than its inspector";
    UnknownShift = "unknown_shift", "没有这个班次", "No such shift is known";
    CorrectsUnknown = "corrects_unknown", "要更正的记录还没有收到", "The record it corrects has not arrived";
    Superseded = "superseded", "已被后来的更正代替", "Replaced by a later correction";
    PhotoMissing = "photo_missing", "照片 24 小时还没传到", "A photo has not arrived within 24 hours";
    PhotoUnreadable = "photo_unreadable", "有一张照片打不开", "A photo cannot be opened";
    PhotoReused = "photo_reused", "同样的照片用在别的记录里", "The same photo stands in another record";
    PersonalDataInNote = "personal_data_in_note", "备注里像有证件号、电话或车牌，已遮盖", "The note seems to hold an ID, phone or plate number; it is masked";
    FarFromPlace = "far_from_place", "签到签退的地方离岗位超过 200 米", "Checked in or out more than 200 m from the place of duty";
    OverlappingShift = "overlapping_shift", "同一时间还在另一个班次里", "At another shift at the same time";
    AnswersInconsistent = "answers_inconsistent", "答案前后对不上，按原样保存", "The answers do not fit together; they are kept as sent";
    InterviewedBefore = "interviewed_before", "这一户已有一份完成的问卷，这份不计入", "The door has a finished interview already; this one does not count";
    OutsideSurveyPeriod = "outside_survey_period", "不在调查期内", "Outside the period of the survey";
    NotAssigned = "not_assigned", "这一户没有分给这个人", "The door was not given to this person";
    NotInspector = "not_inspector", "这个点位没有派给这个人，这次检查不计分", "The site was not given to this person; the inspection does not count";
    InspectedBefore = "inspected_before", "这个人本轮已经查过这个点位，这次不计分", "The person inspected the site in this round before; this one does not count";
    OutsideRound = "outside_round", "不在这一轮的日期内", "Outside the days of the round";
    RoundPublished = "round_published", "这一轮已经公布，这次检查不计分", "The round is published; the inspection does not count";
    Rescued = "rescued", "由救援文件导入", "Brought in by a rescue file";
}

impl Flag {
    /// Reads the word on the wire.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|flag| flag.code() == code)
    }
}

/// Flags whose records do not count in figures unless asked for.
pub const LEFT_OUT_OF_FIGURES: [Flag; 3] = [Flag::NullIsland, Flag::Future, Flag::Superseded];
