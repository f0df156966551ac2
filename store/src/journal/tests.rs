#![allow(clippy::unwrap_used)]
use super::*;
use proptest::prelude::*;

fn writes(key: &str, bytes: usize) -> Writes {
    let mut writes = Writes::default();
    writes.put(Table::Envelope, key.as_bytes(), Some(vec![7; bytes]));
    writes.put(Table::Feed, &9u64.to_be_bytes(), None);
    writes
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn open(&self) -> Journal {
        Journal::open(self.0.path()).unwrap()
    }

    fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.0.path().join("journal")).unwrap()
    }

    fn set(&self, bytes: &[u8]) {
        std::fs::write(self.0.path().join("journal"), bytes).unwrap();
    }

    fn numbers(&self, after: u64) -> (Vec<u64>, bool) {
        let (records, gap) = self.open().read(after).unwrap();
        (records.iter().map(|r| r.number).collect(), gap)
    }
}

#[test]
fn what_is_written_is_read_again_after_what_the_tables_have() {
    let folder = Folder::new();
    let mut journal = folder.open();
    assert_eq!(journal.read(0).unwrap(), (Vec::new(), false));
    for (key, bytes) in [("a", 0), ("b", 511), ("c", 70_000), ("d", 3)] {
        journal.append(&writes(key, bytes)).unwrap();
    }
    let (records, gap) = folder.open().read(0).unwrap();
    assert!(!gap);
    assert_eq!(records.iter().map(|r| r.number).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert_eq!(records[2].writes.get(Table::Envelope, b"c"), Some(&Some(vec![7; 70_000])));
    assert_eq!(records[2].writes.get(Table::Feed, &9u64.to_be_bytes()), Some(&None));
    assert_eq!(records[2].writes.get(Table::Envelope, b"d"), None);
    assert_eq!(folder.numbers(2), (vec![3, 4], false));
    assert_eq!(folder.numbers(4), (vec![], false));
    assert_eq!(folder.bytes().len() as u64 % GROWTH, 0, "it grows ahead");
}

#[test]
fn records_that_were_taken_over_are_written_over_and_mean_nothing() {
    let folder = Folder::new();
    let mut journal = folder.open();
    for key in ["a", "b", "c"] {
        journal.append(&writes(key, 3000)).unwrap();
    }
    journal.taken_over(3);
    assert!(journal.is_empty());
    journal.append(&writes("d", 10)).unwrap();
    assert_eq!(folder.numbers(3), (vec![4], false));
    journal.taken_over(4);
    journal.shrink();
    assert_eq!(folder.bytes().len(), 0);
    journal.append(&writes("e", 10)).unwrap();
    assert_eq!(folder.numbers(4), (vec![5], false));
}

#[test]
fn a_torn_end_is_no_record_and_damage_before_it_is_noticed() {
    let folder = Folder::new();
    let mut journal = folder.open();
    let mut starts = Vec::new();
    for key in ["a", "b", "c", "d"] {
        starts.push(usize::try_from(journal.at).unwrap());
        journal.append(&writes(key, 2000)).unwrap();
    }
    let whole = folder.bytes();
    let with = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        folder.set(&bytes);
        folder.numbers(0)
    };
    // The last one: nobody can say whether it was ever whole.
    assert_eq!(with(starts[3] + 600), (vec![1, 2, 3], false));
    for at in [0, 5, 9, 20, HEAD, 1500] {
        assert_eq!(with(starts[1] + at), (vec![1, 3, 4], true), "{at}");
    }
    folder.set(&whole[..starts[2] + 700]);
    assert_eq!(folder.numbers(0), (vec![1, 2], false));
}

#[test]
fn it_says_when_it_is_full() {
    let folder = Folder::new();
    let mut journal = folder.open();
    let some = writes("a", 100_000);
    let mut count = 0;
    while journal.has_room(&some) {
        journal.append(&some).unwrap();
        count += 1;
    }
    assert!(count > 30 && journal.at <= CAPACITY, "{count}");
    assert_eq!(folder.numbers(0).0.len(), count);
}

proptest! {
    #[test]
    fn any_bytes_read_as_records_or_as_none(mut bytes in prop::collection::vec(any::<u8>(), 0..3000), length in any::<u32>()) {
        if bytes.len() > HEAD {
            bytes[..4].copy_from_slice(MAGIC);
            bytes[4..8].copy_from_slice(&length.to_le_bytes());
        }
        let folder = Folder::new();
        folder.set(&bytes);
        prop_assert_eq!(folder.numbers(0), (vec![], false));
    }
}
