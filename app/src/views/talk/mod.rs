//! What people say, wherever they say it: how it is read, and the field it is written into.

mod field;
mod markup;
mod said;

pub(crate) use field::TalkField;
pub(crate) use said::body;
