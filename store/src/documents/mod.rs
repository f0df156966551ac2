//! Documents as automerge keeps them: how they are read and edited.

mod edit;
mod hydrate;

pub(crate) use edit::apply;
pub(crate) use hydrate::{Authors, hydrate};
