//! One filter for every page that shows a project's deliverables.

use super::FilterBar;
use crate::place::Place;
use rushes_domain::ProjectId;

/// What the pages of a project are filtered for.
#[derive(Default)]
pub struct Shared {
    project: Option<ProjectId>,
    text: String,
    page: Option<Place>,
}

impl Shared {
    /// A page was shown with this filter: one just turned to takes over what the page before was filtered for,
    /// from the next frame on. Gives whether it was turned to within the project.
    pub fn tab(&mut self, page: Place, project: ProjectId, filter: &mut FilterBar) -> bool {
        let turned = self.page != Some(page) && self.project == Some(project);
        self.page = Some(page);
        if turned && filter.text() != self.text {
            filter.set_text(self.text.clone());
            return true;
        }
        self.project = Some(project);
        if filter.text() != self.text {
            filter.text().clone_into(&mut self.text);
        }
        turned
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_goes_along_within_a_project_and_not_to_another() {
        let (one, other) = (ProjectId::new([1; 16]), ProjectId::new([2; 16]));
        let (mut table, mut board, mut shared) = (FilterBar::default(), FilterBar::default(), Shared::default());
        shared.tab(Place::Project(one), one, &mut table);
        table.set_text("hero");
        shared.tab(Place::Project(one), one, &mut table);
        assert!(shared.tab(Place::Board(one), one, &mut board));
        assert_eq!(board.text(), "hero");
        board.set_text("");
        shared.tab(Place::Board(one), one, &mut board);
        shared.tab(Place::Project(one), one, &mut table);
        assert_eq!(table.text(), "", "also what was cleared");
        board.set_text("late");
        assert!(!shared.tab(Place::Board(other), other, &mut board));
        shared.tab(Place::Project(one), one, &mut table);
        assert_eq!(table.text(), "");
    }
}
