//! The words of lists, and what leads from where to where. Pure.

use crate::platform::words::words;

/// Most entries of a list. Assumption: a longer one circulates nothing.
pub const MOST_ENTRIES: usize = 100;
/// Most links of one entry to what proves it. Assumption.
pub const MOST_PROOFS: usize = 20;

words! {
    /// Which side of a list.
    Colour {
        Red = "red", "红榜", "Red list";
        Black = "black", "黑榜", "Black list";
    }
}

words! {
    /// What may stand in a list.
    SubjectKind {
        Unit = "unit", "单位", "Unit";
        Area = "area", "辖区", "Area";
        Site = "site", "点位", "Site";
        Road = "road", "道路", "Road";
    }
}

words! {
    /// What may prove an entry.
    ProofKind {
        League = "league", "排行", "League";
        Case = "case", "案件", "Case";
        Inspection = "inspection", "点位检查", "Site inspection";
        Record = "record", "记录", "Record";
    }
}

words! {
    /// How a list stands.
    State {
        Draft = "draft", "草稿", "Draft";
        Approved = "approved", "已审定", "Approved";
        Withdrawn = "withdrawn", "已撤下", "Withdrawn";
    }
}

words! {
    /// What is done to a list.
    Action {
        Make = "make", "建立", "made";
        Change = "change", "修改", "changed";
        Approve = "approve", "审定", "approved";
        Withdraw = "withdraw", "撤下", "withdrawn";
    }
}

impl Action {
    /// The operation of the API that does it.
    pub fn operation(self) -> &'static str {
        match self {
            Self::Make => "create_board",
            Self::Change => "update_board",
            Self::Approve => "approve_board",
            Self::Withdraw => "withdraw_board",
        }
    }

    /// Whether a list in a state takes it.
    pub fn leads_from(self, state: State) -> bool {
        match self {
            Self::Make => false,
            Self::Change | Self::Approve => state == State::Draft,
            Self::Withdraw => state != State::Withdrawn,
        }
    }
}

/// Kinds of records that prove something: word in the envelope, path of one of them, names. Visits to households are none.
pub const RECORDS: [(&str, &str, &str, &str); 3] = [
    ("incident", "/incidents", "不文明行为", "Incident"),
    (
        "ad_inspection",
        "/ads/inspections",
        "公益广告检查",
        "Ad inspection",
    ),
    ("tally", "/tallies", "计数", "Tally"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_drafts_change_and_what_is_withdrawn_stays_so() {
        let open = |state: State| -> Vec<&str> {
            let leads = |action: &&Action| action.leads_from(state);
            let open = Action::ALL.iter().filter(leads);
            open.map(|action| action.code()).collect()
        };
        assert_eq!(open(State::Draft), ["change", "approve", "withdraw"]);
        assert_eq!(open(State::Approved), ["withdraw"]);
        assert!(open(State::Withdrawn).is_empty());
    }
}
