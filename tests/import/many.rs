//! Imports that stop half-way, and others who work meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use vestibule::auth::Auth;
use vestibule::auth::import::{Admins, Origin};
use vestibule::domain::BootId;
use vestibule::domain::FileFormat;
use vestibule::store::{Result, Store, StoreError, Tx};
use vestibule::transfer::By;
use vestibule::transfer::import::{Counts, Import, ImportFault, Input, Mapping, Opened, Plain, Plan, Shape, Unknown};

use crate::house::House;

/// A store whose disk is full after so many parts.
struct Filling(Arc<dyn Store>, AtomicUsize);

impl Store for Filling {
    fn read(&self, f: &mut dyn FnMut(&mut dyn Tx) -> Result<()>) -> Result<()> {
        self.0.read(f)
    }
    fn write(&self, f: &mut dyn FnMut(&mut dyn Tx) -> Result<()>) -> Result<()> {
        self.0.write(f)
    }
    fn write_much(&self, f: &mut dyn FnMut(&mut dyn Tx) -> Result<()>) -> Result<()> {
        match self.1.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)) {
            Ok(_) => self.0.write_much(f),
            Err(_) => Err(StoreError::Full),
        }
    }
}

fn core(house: &House, parts: usize) -> Auth {
    Auth::new(
        Arc::new(Filling(house.store.clone(), parts.into())),
        house.vault.clone(),
        house.clock.clone(),
        Arc::new(vestibule::vault::OsEntropy),
        (*house.auth.policy()).clone(),
        BootId::new("boot"),
    )
}

fn import(house: &House, auth: &Auth, text: &str) -> std::result::Result<Counts, ImportFault> {
    let shape = Shape {
        format: Some(FileFormat::Csv),
        mapping: Mapping::default(),
        unknown: Unknown::Refused,
        plain: Plain::Refused,
    };
    let opened = Opened::new(Input::Stream(Box::new(text.as_bytes())), &shape)?;
    let plan = Plan { admins: Admins::Refused, dry_run: false, rejects: None, origin: Origin::new("old.csv") };
    let (import, reading) = Import::begin(auth, By::Operator, opened, plan)?;
    std::thread::scope(|scope| {
        scope.spawn(|| reading.run());
        // Gone before the scope ends: the reading half waits for it.
        let mut import = import;
        loop {
            let progress = import.step(auth, &house.seat, By::Operator, Duration::from_secs(60), &mut |_| {})?;
            if progress.done {
                return Ok(progress.counts);
            }
        }
    })
}

fn file(rows: usize) -> String {
    let rows: String = (0..rows).map(|number| format!("user{number},user{number}@example.org\n")).collect();
    format!("username,email\n{rows}")
}

#[test]
fn a_disk_that_fills_up_loses_nothing_and_the_import_goes_on_later() {
    let house = House::new();
    house.admin();
    let text = file(2_000);
    let fault = import(&house, &core(&house, 2), &text).unwrap_err();
    let ImportFault::Full { made } = fault else { panic!("{fault}") };
    assert!(made > 0, "{made}");
    let words = "accounts were imported and stay; make room, and run it again to go on.";
    assert!(fault.to_string().contains(words), "{fault}");
    let there = |house: &House| vestibule::store::read(house.store.as_ref(), |tx| tx.account_count()).unwrap();
    assert_eq!(there(&house), made + 1);
    let counts = import(&house, &house.auth, &text).unwrap();
    assert_eq!((counts.made, counts.already_there, counts.refused), (2_000 - made, made, 0));
    assert_eq!(there(&house), 2_001);
    let events = house.trail().len();
    let counts = import(&house, &house.auth, &text).unwrap();
    assert_eq!((counts.made, counts.already_there), (0, 2_000));
    assert_eq!(house.trail().len(), events, "a second time changes nothing");
}

#[test]
fn others_write_while_an_import_runs() {
    let house = House::new();
    house.admin();
    let text = file(3_000);
    let done = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let other = house.next_door();
        let running = scope.spawn(|| {
            let counts = import(&house, &house.auth, &text).unwrap();
            done.store(1, Ordering::SeqCst);
            counts
        });
        // Another process, as far as SQLite can tell.
        let (mut writes, mut between) = (0, 0);
        while done.load(Ordering::SeqCst) == 0 {
            vestibule::store::write(other.store.as_ref(), |tx| tx.put_setting("site.name", &writes.to_string()))
                .unwrap();
            writes += 1;
            between += usize::from(done.load(Ordering::SeqCst) == 0);
        }
        assert_eq!(running.join().unwrap().made, 3_000);
        assert!(between > 3, "{between} writes came through");
    });
}
