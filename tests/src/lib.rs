//! A studio in a box, for tests of several peers and for benches.

use rushes_domain::{Command, CommentId, Deliverable};
use rushes_store::fresh;

#[path = "../shared/made.rs"]
pub mod made;
pub mod studio;

pub use made::{deliverable, project, still};
pub use studio::studio_of;

/// A comment on a deliverable as a whole, and its id.
#[must_use]
pub fn comment(deliverable: &Deliverable, body: &str) -> (CommentId, Command) {
    let id = CommentId::new(fresh());
    let command = Command::Comment {
        deliverable: deliverable.id,
        round: None,
        id,
        body: body.into(),
        reply_to: None,
        action: false,
    };
    (id, command)
}
