//! The one table of what may be done with a piece of evidence, by whom.

use crate::platform::auth::Permission;
use crate::platform::words::words;

words! {
    /// Where a piece of evidence stands.
    State {
        Draft = "draft", "待审核", "waiting";
        Accepted = "accepted", "已认可", "accepted";
        Returned = "returned", "已退回", "returned";
        Withdrawn = "withdrawn", "已撤回", "withdrawn";
    }
}

words! {
    /// What is done with it.
    Action {
        File = "file", "报送", "file";
        Accept = "accept", "认可", "accept";
        Return = "return", "退回", "return";
        Resubmit = "resubmit", "再次报送", "send again";
        Withdraw = "withdraw", "撤回", "withdraw";
    }
}

/// One line of the table: what, from which state, to which, by whom; whether why must be said.
type Line = (Action, State, State, Permission, bool);

const TABLE: [Line; 6] = [
    (
        Action::Accept,
        State::Draft,
        State::Accepted,
        Permission::JudgeEvidence,
        false,
    ),
    (
        Action::Return,
        State::Draft,
        State::Returned,
        Permission::JudgeEvidence,
        true,
    ),
    (
        Action::Return,
        State::Accepted,
        State::Returned,
        Permission::JudgeEvidence,
        true,
    ),
    (
        Action::Resubmit,
        State::Returned,
        State::Draft,
        Permission::FileEvidence,
        false,
    ),
    (
        Action::Withdraw,
        State::Draft,
        State::Withdrawn,
        Permission::FileEvidence,
        false,
    ),
    (
        Action::Withdraw,
        State::Returned,
        State::Withdrawn,
        Permission::FileEvidence,
        false,
    ),
];

/// Why a step is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It does not lead from here.
    NotFromHere,
    /// The role may not.
    NotYours,
    /// Who filed it never judges it.
    Own,
    /// Why must be said.
    NeedsRemark,
}

/// The state after a step. `may`: what the caller holds where the evidence lies; `is_own`: whether the caller filed it.
pub fn next(
    action: Action,
    state: State,
    is_own: bool,
    has_remark: bool,
    may: impl Fn(Permission) -> bool,
) -> Result<State, Refusal> {
    let mut lines = TABLE.iter().filter(|line| line.0 == action);
    let line = lines
        .find(|line| line.1 == state)
        .ok_or(Refusal::NotFromHere)?;
    let (_, _, to, permission, needs_remark) = *line;
    if !may(permission) {
        return Err(Refusal::NotYours);
    }
    if permission == Permission::JudgeEvidence && is_own {
        return Err(Refusal::Own);
    }
    if needs_remark && !has_remark {
        return Err(Refusal::NeedsRemark);
    }
    Ok(to)
}

/// What may be done from a state, whoever asks.
pub fn open(state: State) -> impl Iterator<Item = (Action, Permission)> {
    let lines = TABLE.iter().filter(move |line| line.1 == state);
    lines.map(|line| (line.0, line.3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_judges_what_is_their_own_and_a_return_says_why() {
        let all = |_| true;
        assert_eq!(
            next(Action::Accept, State::Draft, false, false, all),
            Ok(State::Accepted)
        );
        assert_eq!(
            next(Action::Accept, State::Draft, true, false, all),
            Err(Refusal::Own)
        );
        assert_eq!(
            next(Action::Return, State::Draft, false, false, all),
            Err(Refusal::NeedsRemark)
        );
        assert_eq!(
            next(Action::Return, State::Accepted, false, true, all),
            Ok(State::Returned)
        );
        assert_eq!(
            next(Action::Withdraw, State::Accepted, true, true, all),
            Err(Refusal::NotFromHere)
        );
        let filer = |permission| permission == Permission::FileEvidence;
        assert_eq!(
            next(Action::Accept, State::Draft, false, false, filer),
            Err(Refusal::NotYours)
        );
        assert_eq!(
            next(Action::Resubmit, State::Returned, true, false, filer),
            Ok(State::Draft)
        );
    }

    #[test]
    fn nothing_leads_out_of_withdrawn() {
        assert_eq!(open(State::Withdrawn).count(), 0);
        assert_eq!(open(State::Draft).count(), 3);
    }
}
