//! Questionnaires, frames, draws, visits, progress.

mod attachments;
mod checks;
mod demo;
mod doors;
mod draw;
mod figures;
mod form_files;
mod forms;
mod frames;
mod privacy;
mod progress;
mod quality;
mod setup;
mod visits;
