//! Rubrics and how they score, without database or clock.

mod item;
mod mark;
mod site;
#[cfg(test)]
mod tests;

use crate::platform::words::words;
pub use item::{Finding, Item, ItemKind, Rubric, RubricType, WHOLE};
pub use mark::{Marks, mark};
pub use site::{SiteMarks, site_marks};

words! {
    /// What a round is for.
    RoundKind {
        Daily = "daily", "日常检查", "daily inspection";
        Monthly = "monthly", "月度督查", "monthly supervision";
        Mock = "mock", "季度模拟测评", "quarterly mock assessment";
        ThirdParty = "third_party", "第三方测评", "third-party assessment";
    }
}

words! {
    /// Which failures of a round become cases.
    MakesCases {
        Never = "never", "不自动立案", "none by itself";
        ByTap = "by_tap", "检查人点选的", "those the inspector taps";
        ByRule = "by_rule", "达到严重程度的都立案", "all of some severity";
    }
}

words! {
    /// Which areas make the strata of a draw.
    StrataBy {
        Whole = "none", "不分层", "none";
        District = "district", "按区县", "districts";
        Street = "street", "按街道", "streets";
        Community = "community", "按社区", "communities";
    }
}
