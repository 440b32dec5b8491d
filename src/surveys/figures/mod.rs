//! What a survey comes to.
pub mod weighting;

#[cfg(test)]
mod coverage;
