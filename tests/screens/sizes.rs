//! Every size from 0×0 to 132×45: no panic, and the caret inside.

use crate::admin::with_codes;
use crate::desk::Desk;
use crate::house::PASSWORD;
use crate::{account, acting, factor, glance, second, step_up};

/// States with long lists, long forms, and every kind of overlay.
fn states() -> Vec<Desk> {
    let mut states = Vec::new();
    let mut state = |people: &[&str], keys: &str| {
        let mut desk = Desk::with(people);
        if people.is_empty() {
            desk.keys(keys);
        } else {
            desk.log_in("ada").keys(keys);
        }
        states.push(desk);
    };
    let crowd = ["mira_k", "miranda", "olga"];
    state(&[], "");
    state(&[], "<home><ret>x<tab>y<tab><tab>z<tab><ret>");
    state(&[], &format!("<home><ret>mira_k<tab>mira@example.org<tab><tab>{PASSWORD}<tab>{PASSWORD}<ret>"));
    state(&[], "<home><end><ret>ada<ret>");
    state(&[], "?");
    state(&crowd, "");
    state(&crowd, "<down><ret>");
    state(&crowd, "/mir");
    state(&crowd, "D");
    state(&crowd, "<down>D");
    state(&crowd, "R");
    state(&crowd, "n");
    state(&crowd, "<tab>");
    state(&crowd, "<tab><tab>");
    state(&crowd, "<f2>");
    state(&crowd, "<f2><down><ret>");
    state(&crowd, "<f2><down><down><down><ret>");
    state(&crowd, ":");
    states.push(glance::busy());
    states.last_mut().unwrap().land("ada");
    states.push(glance::busy());
    states.last_mut().unwrap().land("ada").keys("<tab><tab>V");
    states.push(glance::busy());
    states.last_mut().unwrap().land("ada").keys("<tab><tab><ret>");
    states.push(second::with_factor());
    states.last_mut().unwrap().log_in("olga").keys("222222<ret>");
    let uri = factor::uri("Hillside%20Makerspace", "olga");
    states.push(factor::scanning(&uri));
    states.push(factor::scanning(&uri));
    states.last_mut().unwrap().keys("123456<ret>");
    states.push(factor::on("ada"));
    states.push(factor::owing());
    for keys in ["s", "R", "d", "N", "D", "s<tab><ret>"] {
        let mut many = acting::crowd(12);
        acting::mark_everybody(&mut many);
        many.keys(keys);
        states.push(many);
    }
    states.push(step_up::late(vec![]));
    states.last_mut().unwrap().keys("/olga<ret>R<end><ret><tab><ret>");
    let mut told = Desk::with(&["olga"]);
    told.log_in("ada");
    with_codes(&mut told, None, None);
    told.keys("<down>c<tab><ret>");
    states.push(told);
    for keys in ["", "<ret>", "<tab>", "<tab><tab>", "<tab><tab><ret>", "<s-tab>", "<s-tab><ret>"] {
        states.push(account::page());
        states.last_mut().unwrap().keys(keys);
    }
    states.push(account::strange());
    states
}

#[test]
fn no_size_breaks_a_screen() {
    for mut desk in states() {
        for width in 0..=132 {
            for height in 0..=45 {
                // Every fifth size, and every small one: a sixth of the work finds what all of it would.
                let small = width <= 44 && height <= 24;
                if !small && (width + height) % 5 != 0 {
                    continue;
                }
                desk.resize(width, height);
                if let Some(caret) = desk.caret() {
                    assert!(caret.x < width && caret.y < height, "{caret:?} at {width}×{height}");
                }
            }
        }
    }
}

#[test]
fn a_small_window_says_so_and_comes_back() {
    let mut desk = Desk::with(&[]);
    desk.keys("<home><ret>mira_k").resize(30, 8);
    let read: Vec<String> = desk.screen().split_whitespace().map(str::to_owned).collect();
    assert_eq!(read.join(" "), "Please make this window at least 40 columns wide and 12 rows high.");
    desk.resize(80, 24);
    assert!(desk.screen().contains("mira_k"));
}
