#![allow(clippy::unwrap_used)]
use super::*;
use crate::journal::Table;
use proptest::prelude::*;
use redb::{TableDefinition, backends::InMemoryBackend};
use std::{collections::BTreeMap, path::Path};

const TABLE: TableDefinition<'static, u64, u64> = TableDefinition::new("table");

fn memory() -> Db {
    let database = || tables::prepared(Database::builder().create_with_backend(InMemoryBackend::new())?);
    Db::open(database, || Journal::on(Box::new(InMemoryBackend::new()))).unwrap()
}

fn in_folder(dir: &Path) -> Db {
    let (path, beside) = (dir.join("store.redb"), dir.to_owned());
    Db::open(move || tables::open(&path), move || Journal::open(&beside)).unwrap()
}

#[test]
fn compaction_is_refused_while_something_reads_or_writes() {
    let db = memory();
    let tx = db.begin_write().unwrap();
    assert!(matches!(db.compact(Duration::ZERO), Err(StoreError::InUse)));
    tx.open_table(TABLE).unwrap().insert(1, 1).unwrap();
    tx.commit().unwrap();
    let read = db.begin_read().unwrap();
    let refused = db.compact(Duration::ZERO).unwrap_err();
    assert!(refused.code() == "conflict" && refused.hint().contains("backup"), "{refused}");
    drop(read);
    db.compact(Duration::ZERO).unwrap();
}

#[test]
fn a_panic_is_damage_with_its_reason() {
    let told = contain::<()>(|| {
        assert!(is_contained());
        panic!("page {} is none", 7)
    })
    .unwrap_err();
    assert!(!is_contained());
    assert_eq!((told.code(), told.to_string().contains("page 7 is none")), ("damaged", true));
}

/// Something that happens to a database.
#[derive(Clone, Debug)]
enum Step {
    /// A batch: what is put under keys, or taken out.
    Batch(Vec<(u8, Option<u16>)>),
    /// A batch that is given up.
    GivenUp(Vec<(u8, Option<u16>)>),
    /// A batch as large as the tables take at once.
    Large(u8),
    /// Somebody reads.
    Read,
    Checkpoint,
    /// Closed in order, and opened.
    Close,
    /// Ended without a word, and opened.
    Kill,
}

fn step() -> impl Strategy<Value = Step> {
    let batch = || prop::collection::vec((0u8..20, prop::option::of(1u16..900)), 0..5);
    prop_oneof![
        6 => batch().prop_map(Step::Batch),
        1 => batch().prop_map(Step::GivenUp),
        1 => (0u8..20).prop_map(Step::Large),
        2 => Just(Step::Read),
        1 => Just(Step::Checkpoint),
        1 => Just(Step::Close),
        1 => Just(Step::Kill),
    ]
}

type Model = BTreeMap<Vec<u8>, Vec<u8>>;

fn fill(batch: &Batch<'_>, writes: &[(u8, Option<u16>)], model: &mut Model) {
    for (key, value) in writes {
        match value {
            Some(length) => {
                let value = vec![*key; usize::from(*length)];
                batch.put(Table::Snapshot, &[*key], &value).unwrap();
                model.insert(vec![*key], value);
            }
            None => {
                batch.remove(Table::Snapshot, &[*key]).unwrap();
                model.remove([*key].as_slice());
            }
        }
        reads_as(batch, model);
    }
}

/// Who reads through a batch finds what was written in it and before it.
fn reads_as(batch: &Batch<'_>, model: &Model) {
    for key in 0..20u8 {
        assert_eq!(batch.get(Table::Snapshot, &[key]).unwrap().as_ref(), model.get([key].as_slice()));
    }
    let all: Model = batch.all(Table::Snapshot).unwrap().into_iter().collect();
    assert_eq!(&all, model);
    let some: Model = batch.range(Table::Snapshot, &[5], &[11]).unwrap().into_iter().collect();
    let wanted: Model = model.range(vec![5]..=vec![11]).map(|(k, v)| (k.clone(), v.clone())).collect();
    assert_eq!(some, wanted);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn it_reads_as_its_batches_say_whatever_happens_between(steps in prop::collection::vec(step(), 1..25)) {
        let dir = tempfile::tempdir().unwrap();
        let mut db = in_folder(dir.path());
        let mut model = Model::new();
        for step in steps {
            match step {
                Step::Batch(writes) => {
                    let batch = db.batch();
                    fill(&batch, &writes, &mut model);
                    batch.commit().unwrap();
                }
                Step::GivenUp(writes) => fill(&db.batch(), &writes, &mut model.clone()),
                Step::Large(key) => {
                    let batch = db.batch();
                    fill(&batch, &[(key, Some(10))], &mut model);
                    batch.put(Table::Quarantine, &[key], &vec![1; 2 << 20]).unwrap();
                    fill(&batch, &[(key, Some(20)), (3, None)], &mut model);
                    batch.commit().unwrap();
                }
                Step::Read => {
                    let read = db.begin_read().unwrap();
                    let table = read.open_table(tables::SNAPSHOT).unwrap();
                    for key in 0..20u8 {
                        let found = table.get([key].as_slice()).unwrap().map(|v| v.value().to_vec());
                        prop_assert_eq!(found.as_ref(), model.get([key].as_slice()));
                    }
                }
                Step::Checkpoint => db.checkpoint().unwrap(),
                Step::Close => {
                    db.close().unwrap();
                    prop_assert!(!db.has_journal());
                    drop(db);
                    db = in_folder(dir.path());
                }
                Step::Kill => {
                    drop(db);
                    db = in_folder(dir.path());
                }
            }
            reads_as(&db.batch(), &model);
        }
        db.reopen().unwrap();
        reads_as(&db.batch(), &model);
    }
}
