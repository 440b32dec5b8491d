//! Records (记录): the envelope of everything captured in the field and its one write path.
//!
//! * A record is immutable. Corrections are new records of the same author that name the old one; of a chain only the
//!   last counts. What may expire (note, precise position) lies in side tables that only the retention job empties.
//! * Odd data is taken and flagged; refused is only what cannot be understood, with a reason.
//! * `change` is the gapless log that followers read. Lock order: change log, then audit.
//! * This capability knows no kind: `app.rs` registers what implements [`RecordKind`] and [`FieldPackPart`].
//!
//! Source: the records contract (envelope, flags, batch, receipts).

mod changes;
mod envelope;
mod field_pack;
mod flags;
mod followed;
mod intake;
mod kind;
mod left_out;
mod movement;
mod queries;
mod receipts;
mod rescue;
mod retention;
mod routes;
mod shown;
mod wire;
mod writer;

pub use changes::{Change, clear_flag, read_changes, set_flag};
pub use envelope::{MAX_NOTE_CHARACTERS, mask_personal_data};
pub use field_pack::{FieldPackPart, PackCaller, PackParts};
pub use flags::{Flag, LEFT_OUT_OF_FIGURES};
pub use followed::{
    CaseOfRecord, MyRecordsPart, ReturnOfRecord, cases_of, note_changes, returns_of,
};
pub use intake::{Author, Imported, Intake, Origin};
pub use kind::{Examined, FoundFlags, Kinds, NewRecord, PositionPrivacy, RecordKind};
pub use left_out::{counted_within, is_left_out, left_out_of};
pub use queries::{PhotoOfRecord, flags_of, notes_of, photos_of, positions_of, was_captured};
pub use receipts::normalise as normalise_receipt;
pub use rescue::{RescueKey, RescuedPhoto};
pub use retention::{Expired, expire};
pub use routes::{RescuedPhotos, configure};
pub use shown::{
    AuthorView, HistoryLine, PhotoView, PositionView, Shown, history_of, load_shown, superseded_by,
};
pub use wire::{Outcome, RecordResult};
pub(crate) use writer::{Writer, WriterTask};
pub use writer::{corrects_other, replaced};
