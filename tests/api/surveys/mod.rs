//! Questionnaires, frames, draws, visits, progress.

mod doors;
mod draw;
mod forms;
mod frames;
mod privacy;
mod progress;
mod setup;
mod visits;
