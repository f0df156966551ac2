//! Documents as automerge keeps them: how they are read and edited.

mod edit;
mod hydrate;
mod touch;

pub(crate) use edit::apply;
pub(crate) use hydrate::{Authors, hydrate, rehydrate};
pub(crate) use touch::touched;
