//! What people say, wherever they say it: how it is read, the field it is written into, and how it is resolved.

pub(crate) mod checklist;
mod field;
mod markup;
pub(crate) mod resolve;
mod said;

pub(crate) use field::TalkField;
pub(crate) use said::{body, on_ground};
