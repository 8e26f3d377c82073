//! Just enough of a reader of Rust: the words of a file without comments, strings and tests, and the paths in them.

use std::path::{Path, PathBuf};

/// One file of the project.
pub struct Source {
    /// From the project's root.
    pub path: String,
    /// As it stands on the disk.
    pub text: String,
}

impl Source {
    /// The words outside comments, strings and test modules.
    pub fn words(&self) -> Vec<String> {
        without_tests(words(&blank(&self.text)))
    }
}

/// The project's root.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every text file below that directory, sorted; what is built or kept by git is left out.
pub fn files(below: &str) -> Vec<Source> {
    let mut found = Vec::new();
    collect(&root().join(below), &mut found);
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

fn collect(dir: &Path, found: &mut Vec<Source>) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().map(Result::unwrap) {
        let path = entry.path();
        let name = entry.file_name();
        // In a second work tree `.git` is a file.
        if name == ".git" {
            continue;
        }
        if path.is_dir() {
            if name != "target" && !name.to_string_lossy().starts_with("mutants") {
                collect(&path, found);
            }
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            let path = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
            found.push(Source { path, text });
        }
    }
}

/// The text with comments and the insides of literals blanked out.
fn blank(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let at = |index: usize| chars.get(index).copied().unwrap_or('\n');
    let mut out = String::with_capacity(text.len());
    let mut here = 0;
    while here < chars.len() {
        let c = at(here);
        if c == '/' && at(here + 1) == '/' {
            while here < chars.len() && at(here) != '\n' {
                here += 1;
            }
        } else if c == '/' && at(here + 1) == '*' {
            while here < chars.len() && !(at(here) == '*' && at(here + 1) == '/') {
                here += 1;
            }
            here += 2;
        } else if c == 'r' && matches!(at(here + 1), '"' | '#') && !at(here.wrapping_sub(1)).is_alphanumeric() {
            let hashes = chars[here + 1..].iter().take_while(|c| **c == '#').count();
            here += 1 + hashes;
            if at(here) == '"' {
                here += 1;
                while here < chars.len()
                    && !(at(here) == '"'
                        && chars[here + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes)
                {
                    here += 1;
                }
                here += 1 + hashes;
            }
        } else if c == '"' {
            here += 1;
            while here < chars.len() && at(here) != '"' {
                here += if at(here) == '\\' { 2 } else { 1 };
            }
            here += 1;
        } else if c == '\'' && (at(here + 1) == '\\' || at(here + 2) == '\'') {
            // A character; otherwise it would be a lifetime.
            here += if at(here + 1) == '\\' { 3 } else { 2 };
            while here < chars.len() && at(here) != '\'' {
                here += 1;
            }
            here += 1;
        } else {
            out.push(c);
            here += 1;
            continue;
        }
        out.push(' ');
    }
    out
}

/// Names and numbers, `::`, and single signs.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_alphanumeric() || c == '_' {
            let mut word = String::from(c);
            while let Some(next) = chars.next_if(|next| next.is_alphanumeric() || *next == '_') {
                word.push(next);
            }
            words.push(word);
        } else if c == ':' && chars.next_if_eq(&':').is_some() {
            words.push("::".to_owned());
        } else if !c.is_whitespace() {
            words.push(c.to_string());
        }
    }
    words
}

/// The words without what stands under `#[cfg(test)]`.
fn without_tests(words: Vec<String>) -> Vec<String> {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::with_capacity(words.len());
    let mut here = 0;
    while here < words.len() {
        let marked =
            MARK.iter().enumerate().all(|(ahead, mark)| words.get(here + ahead).is_some_and(|word| word == mark));
        if marked {
            here = end_of_item(&words, here + MARK.len());
        } else {
            kept.push(words[here].clone());
            here += 1;
        }
    }
    kept
}

/// Where the item ends that begins there: behind its block, or its semicolon.
fn end_of_item(words: &[String], mut here: usize) -> usize {
    let mut depth = 0;
    while let Some(word) = words.get(here) {
        here += 1;
        match word.as_str() {
            "{" | "(" | "[" => depth += 1,
            ")" | "]" => depth -= 1,
            "}" => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            ";" if depth == 0 => break,
            _ => {}
        }
    }
    here
}

/// Every path in the words, whole: `use a::{b, c::d}` is `a::b` and `a::c::d`.
pub fn paths(words: &[String]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut here = 0;
    while here < words.len() {
        let begins = is_name(&words[here]) && (here == 0 || words[here - 1] != "::");
        here = if begins { tree(words, here, &[], &mut found) } else { here + 1 };
    }
    found
}

fn is_name(word: &str) -> bool {
    word.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_')
}

/// Reads one path with its groups; answers where it ends.
fn tree(words: &[String], mut here: usize, before: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let mut path = before.to_vec();
    loop {
        path.push(word(here).to_owned());
        here += 1;
        if word(here) != "::" {
            break;
        }
        if word(here + 1) == "{" {
            here += 2;
            while here < words.len() && word(here) != "}" {
                here = if is_name(word(here)) { tree(words, here, &path, found) } else { here + 1 };
            }
            return here + 1;
        }
        if !is_name(word(here + 1)) {
            break;
        }
        here += 1;
    }
    found.push(path);
    here
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        let source = Source { path: String::new(), text: text.to_owned() };
        paths(&source.words()).iter().map(|path| path.join("::")).filter(|path| path.contains("::")).collect()
    }

    #[test]
    fn paths_are_found_whole() {
        assert_eq!(of("use std::{fs, io::{self, Read}};"), ["std::fs", "std::io::self", "std::io::Read"]);
        assert_eq!(of("let x = crate::domain::Role::ALL;"), ["crate::domain::Role::ALL"]);
        assert_eq!(of("fn f(x: &'a str) -> Vec<a::B> { c::d::<e::F>() }"), ["a::B", "c::d", "e::F"]);
    }

    #[test]
    fn comments_strings_and_tests_are_not_looked_at() {
        for text in [
            "// a::b",
            "/* a::b */",
            "let x = \"a::b \\\" a::b\";",
            "let x = r#\"a::b \" a::b\"#;",
            "let x = 'a'; let y = '\\''; // a::b",
            "#[cfg(test)]\nmod tests { use a::b; mod c { use a::b; } }",
        ] {
            assert_eq!(of(text), Vec::<String>::new(), "{text}");
        }
        assert_eq!(of("let q = '\"'; a::b('\\\"', x)"), ["a::b"]);
        assert_eq!(of("#[cfg(test)] mod t { x::y } a::b"), ["a::b"]);
        assert_eq!(of("#[cfg(test)]\npub fn f(x: [u8; 3]) -> u8 { x::y() } a::b"), ["a::b"]);
        assert_eq!(of("#[cfg(test)] use x::y; use a::b;"), ["a::b"]);
    }
}
