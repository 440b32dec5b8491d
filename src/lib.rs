//! Wenxun (文巡): field inspection and questionnaires for cities that work for the National Civilized City title.

pub mod areas;
pub mod demo;
pub mod photos;
pub mod platform;
pub mod rates;
