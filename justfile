# Short names for what is done often. `just` lists them; each is one line that can be typed without it.

# list what there is
default:
    @just --list

# open Vestibule
run *args:
    cargo run --release -- {{args}}

# look around in a house of made-up people
demo:
    cargo run --release -- demo

# run the tests
test *args:
    cargo test {{args}}

# what has to pass before a change lands
ci:
    .ci/run

# licences, sources, duplicates and known holes of the crates
deny:
    .ci/deny

# throw bytes at what reads them: all targets for a moment, or one for some seconds (just fuzz token 300)
fuzz *args:
    .ci/fuzz {{args}}

# the README's figures
bench *args:
    cargo bench --bench figures {{ if args == "" { "" } else { "-- " + args } }}

# take the tests' pictures of the screens anew, then see what changed
shots:
    INSTA_UPDATE=always cargo test --test screens
    git diff --stat tests/snapshots

# write the manual pages and completions that are shipped anew
ship:
    RENEW_SHIPPED=1 cargo test --test cli shipped
