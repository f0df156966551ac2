//! The next step in the words of the command line: what the window has a button for has a flag or a command here.

use rushes_domain::Refusal;
use rushes_store::StoreError;
use rushes_sync::SyncError;
use std::io::ErrorKind;

/// After a refusal.
pub(super) fn of_refusal(refusal: &Refusal) -> String {
    let by_hand = " Or set the status by hand: --force --reason WHY, as a producer.";
    format!("{}{}", refusal.hint(), if refusal.settable_by_hand() { by_hand } else { "" })
}

/// After what the store could not do.
pub(super) fn of_store(error: &StoreError) -> String {
    let also = match error {
        StoreError::Refused(refusal) => return of_refusal(refusal),
        StoreError::Held { .. } => "Or use another home: --home DIR.",
        StoreError::Damaged { .. } => "`rushes store repair` does that.",
        StoreError::Here => "--replace, --merge, or another home: --home DIR.",
        StoreError::Io { source, .. }
            if matches!(source.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) =>
        {
            "Or use another home: --home DIR."
        }
        _ => "",
    };
    format!("{} {also}", error.hint()).trim_end().to_owned()
}

/// After what another device could not be reached for.
pub(super) fn of_sync(error: &SyncError) -> String {
    match error {
        SyncError::Store(error) => of_store(error),
        SyncError::Unreachable { .. } | SyncError::Silent => {
            format!("{} `rushes sync` answers there without a window.", error.hint())
        }
        other => other.hint(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_named_here_and_nowhere_else() {
        let by_hand =
            |by_hand| Refusal::InvalidTransition { why: "No.".into(), hint: "Decide the round.".into(), by_hand };
        assert!(of_refusal(&by_hand(true)).contains("--force") && !of_refusal(&by_hand(false)).contains("--force"));
        assert!(!by_hand(true).hint().contains("--"));
        let denied = StoreError::Io { what: "a file".into(), source: ErrorKind::PermissionDenied.into() };
        assert!(of_store(&denied).contains("--home") && !denied.hint().contains("--"));
    }
}
