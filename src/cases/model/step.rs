//! The one table of steps: from which stage, to which, by whom, with what.

use crate::platform::auth::Permission;
use crate::platform::words::words;

words! {
    /// Where a case stands: seven stages, and three ends beside the seventh.
    Stage {
        Accepted = "accepted", "受理", "accepted";
        Filed = "filed", "立案", "filed";
        Dispatched = "dispatched", "派遣", "dispatched";
        Handling = "handling", "处理", "being handled";
        Reported = "reported", "反馈", "reported as done";
        Verified = "verified", "核查", "verified";
        Closed = "closed", "结案", "closed";
        SelfHandled = "self_handled", "自行处理", "handled on the spot";
        Declined = "declined", "不予立案", "declined";
        Voided = "voided", "作废", "voided";
    }
}

impl Stage {
    /// Whether work is still to be done.
    pub fn is_open(self) -> bool {
        !matches!(
            self,
            Self::Closed | Self::SelfHandled | Self::Declined | Self::Voided
        )
    }
}

words! {
    /// What is special about a case beside its stage.
    Side {
        Returned = "returned", "退回", "returned";
        ExtensionAsked = "extension_asked", "申请延期", "extension asked for";
        Extended = "extended", "延期", "extended";
        Held = "held", "挂起", "on hold";
        Reopened = "reopened", "重开", "reopened";
    }
}

words! {
    /// What came of a case, apart from its stage.
    Outcome {
        Fixed = "fixed", "已处理好", "fixed";
        NotFixed = "not_fixed", "没处理好", "not fixed";
        NotOurs = "not_ours", "不归我们", "not ours";
        Duplicate = "duplicate", "重复案件", "duplicate";
        Gone = "gone", "现场已没有", "gone";
    }
}

words! {
    /// Where a case comes from.
    Source {
        Record = "record", "现场记录", "field record";
        Hotline = "hotline", "12345 热线", "12345 hotline";
        Media = "media", "媒体曝光", "media";
        Proposal = "proposal", "建议提案", "proposal";
        CheckItem = "check_item", "检查不合格项", "failed check item";
        Api = "api", "其他系统", "another system";
    }
}

words! {
    /// A step of a case.
    Action {
        File = "file", "立案", "file";
        Decline = "decline", "不予立案", "decline";
        HandleSelf = "handle_self", "自行处理", "handle on the spot";
        Dispatch = "dispatch", "派遣", "dispatch";
        Start = "start", "开始处理", "start";
        Report = "report", "提交反馈", "report as done";
        GiveBack = "give_back", "不归我们，退回", "not ours, give back";
        AskExtension = "ask_extension", "申请延期", "ask for more time";
        Extend = "extend", "延期", "give more time";
        Hold = "hold", "挂起", "put on hold";
        Resume = "resume", "恢复", "resume";
        Verify = "verify", "核查通过", "verify";
        SendBack = "send_back", "退回重办", "send back";
        Close = "close", "结案", "close";
        Void = "void", "作废", "void";
        Reopen = "reopen", "重开", "reopen";
        PassRecheck = "pass_recheck", "复查通过", "pass the re-check";
    }
}

/// Whether a step needs a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoRule {
    /// No.
    None,
    /// A photo of the place after the work, when the outcome says that it is fixed or gone.
    AfterWork,
    /// The case must hold one when the outcome is that it is fixed.
    Held,
}

/// Where a step leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// To this stage.
    To(Stage),
    /// The stage stays.
    Stays,
}

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// What is done.
    pub action: Action,
    /// From which stages.
    pub from: &'static [Stage],
    /// Where it leads.
    pub target: Target,
    /// What it leaves beside the stage.
    pub side: Option<Side>,
    /// Who may.
    pub permission: Permission,
    /// Whether it must be said why.
    pub needs_note: bool,
    /// Whether a photo is needed.
    pub photo: PhotoRule,
}

const fn step(
    action: Action,
    from: &'static [Stage],
    target: Target,
    permission: Permission,
) -> Step {
    Step {
        action,
        from,
        target,
        side: None,
        permission,
        needs_note: false,
        photo: PhotoRule::None,
    }
}

impl Step {
    const fn note(mut self) -> Self {
        self.needs_note = true;
        self
    }

    const fn side(mut self, side: Side) -> Self {
        self.side = Some(side);
        self
    }

    const fn photo(mut self, photo: PhotoRule) -> Self {
        self.photo = photo;
        self
    }
}

use Permission::{HandleCases, ManageCases, VerifyCases};
use Stage::{
    Accepted, Closed, Declined, Dispatched, Filed, Handling, Reported, SelfHandled, Verified,
    Voided,
};
use Target::{Stays, To};

/// With the unit that has to do the work.
const WITH_UNIT: &[Stage] = &[Dispatched, Handling];
/// Before the end.
const UNENDED: &[Stage] = &[Accepted, Filed, Dispatched, Handling, Reported, Verified];
/// What may be opened again.
const ENDED: &[Stage] = &[Closed, Declined, SelfHandled];

/// Every step there is. What does not stand here cannot be done.
pub const STEPS: &[Step] = &[
    step(Action::File, &[Accepted], To(Filed), ManageCases),
    step(Action::Decline, &[Accepted], To(Declined), ManageCases).note(),
    step(
        Action::HandleSelf,
        &[Accepted, Filed],
        To(SelfHandled),
        ManageCases,
    )
    .note()
    .photo(PhotoRule::AfterWork),
    step(Action::Dispatch, &[Filed], To(Dispatched), ManageCases),
    step(Action::Start, &[Dispatched], To(Handling), HandleCases),
    step(Action::Report, &[Handling], To(Reported), HandleCases)
        .note()
        .photo(PhotoRule::AfterWork),
    step(Action::GiveBack, WITH_UNIT, To(Filed), HandleCases)
        .note()
        .side(Side::Returned),
    step(Action::AskExtension, WITH_UNIT, Stays, HandleCases)
        .note()
        .side(Side::ExtensionAsked),
    step(Action::Extend, WITH_UNIT, Stays, ManageCases)
        .note()
        .side(Side::Extended),
    step(Action::Hold, WITH_UNIT, Stays, ManageCases)
        .note()
        .side(Side::Held),
    step(Action::Resume, WITH_UNIT, Stays, ManageCases),
    step(Action::Verify, &[Reported], To(Verified), VerifyCases),
    step(Action::SendBack, &[Reported], To(Handling), VerifyCases)
        .note()
        .side(Side::Returned),
    step(Action::Close, &[Verified], To(Closed), ManageCases).photo(PhotoRule::Held),
    step(Action::Void, UNENDED, To(Voided), ManageCases).note(),
    step(Action::Reopen, ENDED, To(Filed), ManageCases)
        .note()
        .side(Side::Reopened),
    step(Action::PassRecheck, &[Closed], Stays, VerifyCases),
];

/// The line of an action.
pub fn step_of(action: Action) -> Option<&'static Step> {
    STEPS.iter().find(|step| step.action == action)
}

impl Step {
    /// Whether the step can be done from where a case stands. A case on hold waits for `resume` or `void`; what is asked
    /// for twice, resumed without hold or re-checked without being drawn is no step either.
    pub fn is_open(&self, stage: Stage, side: Option<Side>, is_drawn: bool) -> bool {
        let is_held = side == Some(Side::Held);
        let fits = match self.action {
            Action::Void => true,
            Action::Resume => is_held,
            Action::PassRecheck => is_drawn,
            Action::AskExtension => !is_held && side != Some(Side::ExtensionAsked),
            _ => !is_held,
        };
        fits && self.from.contains(&stage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_action_has_one_line_and_every_stage_is_reached() {
        let actions: HashSet<Action> = STEPS.iter().map(|step| step.action).collect();
        assert_eq!(
            (actions.len(), STEPS.len()),
            (Action::ALL.len(), Action::ALL.len())
        );
        for stage in Stage::ALL.iter().filter(|stage| **stage != Accepted) {
            assert!(
                STEPS.iter().any(|step| step.target == To(*stage)),
                "{stage:?}"
            );
        }
    }

    #[test]
    fn the_seven_stages_are_walked_one_by_one_and_none_is_skipped() {
        let walk = [
            (Action::File, Accepted, Filed),
            (Action::Dispatch, Filed, Dispatched),
            (Action::Start, Dispatched, Handling),
            (Action::Report, Handling, Reported),
            (Action::Verify, Reported, Verified),
            (Action::Close, Verified, Closed),
        ];
        for (action, from, to) in walk {
            for stage in Stage::ALL {
                let is_open = step_of(action).is_some_and(|step| step.is_open(*stage, None, false));
                assert_eq!(is_open, *stage == from, "{action:?} from {stage:?}");
            }
            assert_eq!(step_of(action).map(|step| step.target), Some(To(to)));
        }
    }

    /// What can be done from `stage`.
    fn open_from(stage: Stage, side: Option<Side>, is_drawn: bool) -> Vec<Action> {
        let open = STEPS
            .iter()
            .filter(|step| step.is_open(stage, side, is_drawn));
        open.map(|step| step.action).collect()
    }

    #[test]
    fn nothing_leads_out_of_a_voided_case_and_ends_only_open_again() {
        assert_eq!(open_from(Voided, None, true), []);
        for stage in ENDED {
            assert_eq!(open_from(*stage, None, false), [Action::Reopen]);
        }
    }

    #[test]
    fn a_case_on_hold_waits_for_resume_or_void() {
        let open = open_from(Handling, Some(Side::Held), false);
        assert_eq!(open, [Action::Resume, Action::Void]);
    }

    #[test]
    fn what_ends_or_turns_back_a_case_must_be_explained() {
        for action in [
            Action::Decline,
            Action::HandleSelf,
            Action::GiveBack,
            Action::SendBack,
            Action::Void,
            Action::Reopen,
            Action::Extend,
            Action::Hold,
        ] {
            assert!(
                step_of(action).is_some_and(|step| step.needs_note),
                "{action:?}"
            );
        }
    }

    #[test]
    fn handlers_never_verify_and_verifiers_never_handle() {
        let by = |permission| {
            STEPS
                .iter()
                .filter(move |step| step.permission == permission)
                .map(|step| step.action)
        };
        assert!(by(HandleCases).all(|action| action != Action::Verify && action != Action::Close));
        assert!(by(VerifyCases).all(|action| action != Action::Report));
    }
}
