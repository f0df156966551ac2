//! Which commands are about one deliverable and nothing else: several of them need not wait for each other.

use crate::{Command, DeliverableChange, command::NewAnnotation, ids::DeliverableId};

impl Command {
    /// The only deliverable that it reads and changes, where it changes nothing else. It may read the studio,
    /// and the deliverable's project.
    #[must_use]
    pub fn alone(&self) -> Option<DeliverableId> {
        match self {
            Self::AssignStage { target, .. }
            | Self::DateStage { target, .. }
            | Self::EstimateStage { target, .. }
            | Self::CountRoundsBefore { target, .. }
            | Self::SetStageStatus { target, .. }
            | Self::Publish { target, .. } => Some(target.deliverable),
            Self::EditDeliverable { id, changes } => changes.iter().all(own).then_some(*id),
            Self::Annotate(NewAnnotation { deliverable, .. })
            | Self::Comment { deliverable, .. }
            | Self::EditComment { deliverable, .. }
            | Self::WithdrawComment { deliverable, .. }
            | Self::ResolveComment { deliverable, .. }
            | Self::Reshape { deliverable, .. }
            | Self::Erase { deliverable, .. }
            | Self::StepFeedback { deliverable, .. }
            | Self::ClassifyFeedback { deliverable, .. }
            | Self::Decide { deliverable, .. } => Some(*deliverable),
            Self::EditStudio { .. }
            | Self::AddPerson(_)
            | Self::ApplyPipeline(_)
            | Self::Migrate(_)
            | Self::DefineField(_)
            | Self::CreateProject(_)
            | Self::EditProject { .. }
            | Self::CreateDeliverable(_)
            | Self::DuplicateDeliverable(_)
            | Self::JoinDeliverables { .. }
            | Self::JoinPeople { .. }
            | Self::Batch { .. }
            | Self::SaveView { .. }
            | Self::RemoveView { .. }
            | Self::MarkRead { .. }
            | Self::Favourite { .. }
            | Self::Opened { .. }
            | Self::Settle { .. }
            | Self::Import { .. }
            | Self::KeepSheetMap { .. }
            | Self::RemoveSheetMap { .. } => None,
        }
    }
}

/// Whether a change depends on no other deliverable, as a name does that must be free.
fn own(change: &DeliverableChange) -> bool {
    match change {
        DeliverableChange::Kind(_)
        | DeliverableChange::Priority(_)
        | DeliverableChange::Due(_)
        | DeliverableChange::Description(_)
        | DeliverableChange::Field(..) => true,
        DeliverableChange::Name(_) | DeliverableChange::Project(_) | DeliverableChange::Deleted(_) => false,
    }
}
