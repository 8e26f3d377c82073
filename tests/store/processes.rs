//! Several processes, and what one finds that another has left.

use std::io::{BufReader, Write};
use std::process::Child;
use std::thread;

use vestibule::store::sqlite::SqliteStore;
use vestibule::store::{StoreError, read};

use super::{Chance, accounts, heard, join, names, process};

#[test]
fn four_processes_make_one_new_database_and_none_is_ever_told_that_it_is_busy() {
    for _ in 0..3 {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("new/data/vestibule.db");
        let mut children: Vec<Child> = (0..4).map(|_| process("writer", &file).spawn().unwrap()).collect();
        let mut outputs: Vec<_> =
            children.iter_mut().map(|child| BufReader::new(child.stdout.take().unwrap())).collect();
        for output in &mut outputs {
            heard(output, "HERE").unwrap();
        }
        for child in &mut children {
            writeln!(child.stdin.take().unwrap(), "go").unwrap();
        }
        for (mut child, mut output) in children.into_iter().zip(outputs) {
            // Reads to the end, so that a child that complains at length is not held up.
            while heard(&mut output, "SAID").is_some() {}
            assert!(child.wait().unwrap().success());
        }
        let store = SqliteStore::open(&file).unwrap();
        assert_eq!(read(&store, |tx| tx.setting("count")).unwrap().as_deref(), Some("160"));
        let [rows, letters, entries] = names(&store);
        assert_eq!(rows.len(), 160);
        assert!(rows == letters && rows == entries);
    }
}

#[test]
fn many_threads_make_one_new_database() {
    for round in 0..20u64 {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("data/vestibule.db");
        thread::scope(|scope| {
            for n in 0..6u64 {
                let file = &file;
                scope.spawn(move || {
                    let store = SqliteStore::open(file).unwrap();
                    join(&store, &format!("person-{n}"), &Chance::new(100 * round + n)).unwrap();
                });
            }
        });
        assert_eq!(accounts(&SqliteStore::open(&file).unwrap()).unwrap(), 6);
    }
}

#[test]
fn what_was_acknowledged_survives_the_death_of_its_process() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("vestibule.db");
    let mut safe = Vec::new();
    for round in 0..12 {
        let mut child = process("joiner", &file).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        for _ in 0..=round * 3 {
            safe.push(heard(&mut output, "SAFE").unwrap());
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // It may have said more before it was gone.
        while let Some(name) = heard(&mut output, "SAFE") {
            safe.push(name);
        }
        let [rows, letters, entries] = names(&SqliteStore::open(&file).unwrap());
        assert!(rows == letters && rows == entries, "whole or not at all");
        assert!(safe.iter().all(|name| rows.binary_search(name).is_ok()));
    }
}

#[test]
fn a_running_program_notices_that_a_newer_one_changed_the_schema() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("vestibule.db");
    let store = SqliteStore::open(&file).unwrap();
    rusqlite::Connection::open(&file).unwrap().pragma_update(None, "user_version", 99).unwrap();
    // The first write opens a connection of its own.
    assert!(matches!(join(&store, "mira", &Chance::new(1)), Err(StoreError::NewerSchema { .. })));
}

#[test]
fn a_writer_waits_for_another_programs_long_transaction() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("vestibule.db");
    let store = SqliteStore::open(&file).unwrap();
    join(&store, "first", &Chance::new(1)).unwrap();
    let other = rusqlite::Connection::open(&file).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    thread::scope(|scope| {
        let writer = scope.spawn(|| join(&store, "second", &Chance::new(2)));
        // Readers wait for nobody.
        for _ in 0..100 {
            assert_eq!(accounts(&store).unwrap(), 1);
        }
        assert!(!writer.is_finished());
        other.execute_batch("COMMIT").unwrap();
        writer.join().unwrap().unwrap();
    });
    assert_eq!(accounts(&store).unwrap(), 2);
}
