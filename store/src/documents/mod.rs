//! Documents as automerge keeps them: how they are read and edited.

mod edit;
mod hydrate;
mod settled;
mod standing;
#[cfg(test)]
mod tests;
mod touch;
mod written;

pub(crate) use edit::apply;
pub(crate) use hydrate::{Authors, hydrate, rehydrate};
pub(crate) use standing::{other_within, place};
pub(crate) use touch::touched;
