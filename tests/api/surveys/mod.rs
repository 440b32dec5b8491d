//! Questionnaires, frames, draws, visits, progress.

mod demo;
mod doors;
mod draw;
mod forms;
mod frames;
mod privacy;
mod progress;
mod setup;
mod visits;
