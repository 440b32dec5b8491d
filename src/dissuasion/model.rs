//! What duty is made of: days, places, presence. Pure rules, no database.

pub(super) mod effect;
pub(super) mod place;
pub(super) mod presence;
pub(super) mod rule;
