//! Wenxun (文巡): field inspection and questionnaires for cities that work for the National Civilized City title.

pub mod accounts;
pub mod ads;
pub mod app;
pub mod areas;
pub mod cases;
pub mod cli;
pub mod config;
pub mod demo;
pub mod dissuasion;
pub mod exchange;
pub mod gauges;
pub mod incidents;
pub mod indicators;
pub mod insights;
pub mod inspections;
pub mod leagues;
pub mod photos;
pub mod platform;
pub mod rates;
pub mod records;
pub mod reports;
pub mod sections;
pub mod surveys;
pub mod tallies;
pub mod units;
pub mod views;
