//! Texts that have hurt others.

/// One line each, at most 64 characters, so that they fit into a display name.
pub const LINES: &[&str] = &[
    // A terminal: colours, a cleared screen, a title, the clipboard, a link, reports, the C1 forms of all that.
    "\u{1b}[31mred\u{1b}[0m",
    "\u{1b}[2J\u{1b}[H\u{1b}[3J",
    "\u{1b}]0;title\u{7}",
    "\u{1b}]52;c;bWlyYQ==\u{7}",
    "\u{1b}]8;;https://example.net\u{1b}\\link\u{1b}]8;;\u{1b}\\",
    "\u{1b}P$q\"p\u{1b}\\",
    "\u{1b}[6n\u{1b}[c\u{1b}[?1049l",
    "\u{9b}31m\u{9d}0;x\u{9c}",
    "bell\u{7} back\u{8}space\u{7f} tab\t return\rline\nfeed\u{b}\u{c}",
    "nul\u{0}nul",
    // Text that is not what it looks like.
    "\u{202e}gpj.exe",
    "\u{2066}a\u{2067}b\u{2068}c\u{2069}",
    "zero\u{200b}width\u{200c}\u{200d}\u{2060}\u{feff}",
    "soft\u{ad}hyphen \u{3164}\u{115f}\u{1160}\u{ffa0}filler",
    "tag\u{e0041}\u{e0042}\u{e007f}",
    "line\u{2028}paragraph\u{2029}",
    "private\u{e000}\u{f8ff}\u{10fffd}",
    "a\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}\u{30a}\u{30b}\u{30c}\u{30d}",
    "p\u{430}ypal adm\u{456}n",
    // SQL.
    "' OR '1'='1",
    "'; DROP TABLE accounts; --",
    "\" UNION SELECT password FROM accounts --",
    "') OR 1=1; DELETE FROM audit --",
    "%' ESCAPE '\\' --",
    "% _ \\ * ? [a-z] ^ $",
    // Shells, formats, templates, paths.
    "$(reboot) `id` ; rm -rf / | cat &",
    "%n%s%x{}{0}{:?}",
    "{{7*7}} {{var:name}} {% include 'x' %} ${7*7} <%= 7*7 %>",
    "../../../../etc/passwd",
    // Markup and mail.
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "\"><a href=javascript:alert(1)>x</a>",
    "Mira\r\nBcc: everybody@example.net\r\n\r\nhello",
    "Mira\" <victim@example.net>, \"x",
    "=?utf-8?q?=0d=0aBcc:_x=40example.net?=",
    "=1+1|cmd",
];
