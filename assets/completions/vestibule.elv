
use builtin;
use str;

set edit:completion:arg-completer[vestibule] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'vestibule'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'vestibule'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand setup 'Make the first admin; refused when there is an account already'
            cand account 'Find accounts, make and change them, let somebody in again'
            cand session 'List who is signed in where, and end it'
            cand search 'List the saved searches, save one, remove one'
            cand import 'Take over the accounts of another system, with the hashes of their passwords'
            cand export 'Write accounts into a file, as CSV or JSON Lines'
            cand mail 'List the letters and what became of them'
            cand desk 'See today at a glance: who came, what waits, who is signed in'
            cand audit 'List what happened, newest first, or write it into a file; check that nothing of it was changed'
            cand keys 'List the keys, replace them'
            cand signup 'See who waits to be let in; let them in or turn them down'
            cand invite 'Make invitations, list them, take them back'
            cand settings 'See the rules of the house and change them while everybody goes on'
            cand config 'Show every setting, its value and where it comes from'
            cand backup 'Make a copy of everything while the program is in use'
            cand restore 'Put a backup back; it is checked first'
            cand doctor 'Look whether all is well, and say what to do where it is not'
            cand completions 'Write what a shell needs to complete commands'
            cand man 'Write the manual pages'
            cand demo 'Look around in a house of 10,000 made-up people; nothing of it stays'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vestibule;setup'= {
            cand --username 'The name to sign in with'
            cand --email 'Where letters go'
            cand --display-name 'The name to be called by'
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --password-stdin 'Read the password from standard input; a line break at its end is not part of it'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;account'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand -h 'Print help'
            cand --help 'Print help'
            cand list 'List accounts'
            cand show 'Show one account with its sessions, codes, letters and what happened to it'
            cand create 'Make an account; its owner gets a letter to choose a password'
            cand edit 'Change the username, the display name or the address of an account'
            cand suspend 'Close accounts and end their sessions'
            cand restore 'Open accounts again; also those that wait to be let in'
            cand role 'Give accounts another role and end their sessions'
            cand reset 'Send letters to choose a new password'
            cand resend 'Send the letters again that owners wait for: to choose the first password, or to prove the address'
            cand verify 'Call addresses proved: you know whose they are'
            cand validity 'Say from when and until when accounts are good'
            cand note 'Note something about accounts, for the staff'
            cand trash 'Throw accounts away; for a week they can be taken back'
            cand untrash 'Take accounts out of the trash (--search state:trashed finds them)'
            cand delete 'Remove accounts for good; their owners are told'
            cand reset-code 'Make a code with which somebody who can''t get mail chooses a new password'
            cand unlock 'Forgive the wrong guesses at an account that is closed for the day'
            cand two-factor-off 'Turn off two-factor sign-in of somebody who lost the phone and the recovery codes'
            cand break-glass 'Let the only admin in again, who can no longer get in by any other way'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vestibule;account;list'= {
            cand --search 'Only what contains all these words; case and accents do not matter'
            cand --limit 'Most rows [default: 50; with --json all]'
            cand --saved 'Search as was saved under this name'
            cand --columns 'Columns of the table; with --json every field is written'
            cand --sort 'What to sort by'
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --json 'Write a JSON array, one object a line; times are RFC 3339 in UTC'
            cand --desc 'Largest first'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;account;show'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --json 'Write a JSON object; times are RFC 3339 in UTC'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;account;create'= {
            cand --username 'The name to sign in with'
            cand --email 'Where letters go; the first one asks for a password'
            cand --display-name 'The name to be called by'
            cand --role 'What it may do: user, helper or admin'
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --json 'Write a JSON object; times are RFC 3339 in UTC'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;account;edit'= {
            cand --username 'Another name to sign in with'
            cand --display-name 'Another name to be called by; an empty one takes it away'
            cand --email 'Another address; the old one is told'
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --verified 'You know whose the other address is: it counts as proved'
            cand --json 'Write a JSON object; times are RFC 3339 in UTC'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;account;suspend'= {
            cand --search 'Everybody whom this finds, as in `account list --search`'
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --yes 'Do it without asking'
            cand --dry-run 'Say what would happen to each, and do nothing'
            cand --json 'Write a JSON array, one object a line'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;account;restore'= {
            cand --search 'Everybody whom this finds, as in `account list --search`'
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --yes 'Do it without asking'
            cand --dry-run 'Say what would happen to each, and do nothing'
            cand --json 'Write a JSON array, one object a line'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;account;role'= {
            cand --search 'Everybody whom this finds, as in `account list --search`'
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --yes 'Do it without asking'
            cand --dry-run 'Say what would happen to each, and do nothing'
            cand --json 'Write a JSON array, one object a line'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;account;reset'= {
            cand --search 'Everybody whom this finds, as in `account list --search`'
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --yes 'Do it without asking'
            cand --dry-run 'Say what would happen to each, and do nothing'
            cand --json 'Write a JSON array, one object a line'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;account;resend'= {
            cand --search 'Everybody whom this finds, as in `account list --search`'
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --yes 'Do it without asking'
            cand --dry-run 'Say what would happen to each, and do nothing'
            cand --json 'Write a JSON array, one object a line'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;account;verify'= {
            cand --search 'Everybody whom this finds, as in `account list --search`'
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --yes 'Do it without asking'
            cand --dry-run 'Say what would happen to each, and do nothing'
            cand --json 'Write a JSON array, one object a line'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;account;validity'= {
            cand --search 'Everybody whom this finds, as in `account list --search`'
            cand --from 'The first day, e.g. 2026-09-01, in UTC; or none. What is not given stays'
            cand --until 'The last day, e.g. 2027-06-30, in UTC; or none. What is not given stays'
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --yes 'Do it without asking'
            cand --dry-run 'Say what would happen to each, and do nothing'
            cand --json 'Write a JSON array, one object a line'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;account;note'= {
            cand --search 'Everybody whom this finds, as in `account list --search`'
            cand --text 'The note, one line; an empty one takes it away'
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --yes 'Do it without asking'
            cand --dry-run 'Say what would happen to each, and do nothing'
            cand --json 'Write a JSON array, one object a line'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;account;trash'= {
            cand --search 'Everybody whom this finds, as in `account list --search`'
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --yes 'Do it without asking'
            cand --dry-run 'Say what would happen to each, and do nothing'
            cand --json 'Write a JSON array, one object a line'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;account;untrash'= {
            cand --search 'Everybody whom this finds, as in `account list --search`'
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --yes 'Do it without asking'
            cand --dry-run 'Say what would happen to each, and do nothing'
            cand --json 'Write a JSON array, one object a line'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;account;delete'= {
            cand --search 'Everybody whom this finds, as in `account list --search`'
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --yes 'Do it without asking'
            cand --dry-run 'Say what would happen to each, and do nothing'
            cand --json 'Write a JSON array, one object a line'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;account;reset-code'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --json 'Write a JSON object; times are RFC 3339 in UTC'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;account;unlock'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;account;two-factor-off'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;account;break-glass'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --yes 'Do it: the account''s second factor goes, its sessions end, and its address is told'
            cand --json 'Write a JSON object; times are RFC 3339 in UTC'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;account;help'= {
            cand list 'List accounts'
            cand show 'Show one account with its sessions, codes, letters and what happened to it'
            cand create 'Make an account; its owner gets a letter to choose a password'
            cand edit 'Change the username, the display name or the address of an account'
            cand suspend 'Close accounts and end their sessions'
            cand restore 'Open accounts again; also those that wait to be let in'
            cand role 'Give accounts another role and end their sessions'
            cand reset 'Send letters to choose a new password'
            cand resend 'Send the letters again that owners wait for: to choose the first password, or to prove the address'
            cand verify 'Call addresses proved: you know whose they are'
            cand validity 'Say from when and until when accounts are good'
            cand note 'Note something about accounts, for the staff'
            cand trash 'Throw accounts away; for a week they can be taken back'
            cand untrash 'Take accounts out of the trash (--search state:trashed finds them)'
            cand delete 'Remove accounts for good; their owners are told'
            cand reset-code 'Make a code with which somebody who can''t get mail chooses a new password'
            cand unlock 'Forgive the wrong guesses at an account that is closed for the day'
            cand two-factor-off 'Turn off two-factor sign-in of somebody who lost the phone and the recovery codes'
            cand break-glass 'Let the only admin in again, who can no longer get in by any other way'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vestibule;account;help;list'= {
        }
        &'vestibule;account;help;show'= {
        }
        &'vestibule;account;help;create'= {
        }
        &'vestibule;account;help;edit'= {
        }
        &'vestibule;account;help;suspend'= {
        }
        &'vestibule;account;help;restore'= {
        }
        &'vestibule;account;help;role'= {
        }
        &'vestibule;account;help;reset'= {
        }
        &'vestibule;account;help;resend'= {
        }
        &'vestibule;account;help;verify'= {
        }
        &'vestibule;account;help;validity'= {
        }
        &'vestibule;account;help;note'= {
        }
        &'vestibule;account;help;trash'= {
        }
        &'vestibule;account;help;untrash'= {
        }
        &'vestibule;account;help;delete'= {
        }
        &'vestibule;account;help;reset-code'= {
        }
        &'vestibule;account;help;unlock'= {
        }
        &'vestibule;account;help;two-factor-off'= {
        }
        &'vestibule;account;help;break-glass'= {
        }
        &'vestibule;account;help;help'= {
        }
        &'vestibule;session'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand -h 'Print help'
            cand --help 'Print help'
            cand list 'List the live sessions of accounts, last used first'
            cand end 'End sessions: all of an account, or one'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vestibule;session;list'= {
            cand --search 'Everybody whom this finds, as in `account list --search`'
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --json 'Write a JSON array, one object a line; times are RFC 3339 in UTC'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;session;end'= {
            cand --search 'Everybody whom this finds, as in `account list --search`'
            cand --id 'Only this session, as `session list --json` names it'
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --yes 'Do it without asking'
            cand --dry-run 'Say what would happen to each, and do nothing'
            cand --json 'Write a JSON array, one object a line'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;session;help'= {
            cand list 'List the live sessions of accounts, last used first'
            cand end 'End sessions: all of an account, or one'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vestibule;session;help;list'= {
        }
        &'vestibule;session;help;end'= {
        }
        &'vestibule;session;help;help'= {
        }
        &'vestibule;search'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand -h 'Print help'
            cand --help 'Print help'
            cand list 'List the saved searches by name'
            cand save 'Save a search for everybody at the desk, in place of the one of that name'
            cand remove 'Remove a saved search'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vestibule;search;list'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --json 'Write a JSON array'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;search;save'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;search;remove'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;search;help'= {
            cand list 'List the saved searches by name'
            cand save 'Save a search for everybody at the desk, in place of the one of that name'
            cand remove 'Remove a saved search'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vestibule;search;help;list'= {
        }
        &'vestibule;search;help;save'= {
        }
        &'vestibule;search;help;remove'= {
        }
        &'vestibule;search;help;help'= {
        }
        &'vestibule;import'= {
            cand --format 'Its format, csv or jsonl [default: by its name]'
            cand --map 'What the file calls things, e.g. username=login,email=mail'
            cand --rejects 'Write the lines that were refused here, with the reason, to be mended and imported again. The file holds their hashes: it is made for its owner alone'
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --dry-run 'Say what would become of each row, and how long it would take; write nothing'
            cand --hash-passwords 'Take passwords in plain text and hash them. That takes a quarter of a second of one core each; the command says first how long it will take. A short one has to be changed at the first sign-in'
            cand --allow-admins 'Take admins and helpers, too; their rows are refused otherwise'
            cand --ignore-unknown 'Pass over columns and fields with other names'
            cand --json 'Write a JSON object'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;export'= {
            cand --format 'Its format, csv or jsonl [default: by its name; csv on standard output]'
            cand --columns 'What of each account, e.g. username,email'
            cand --search 'Only accounts that match, as in `account list`: words, role:admin, state:suspended, seen:<30d, !verified:no'
            cand --as 'Export as this admin: asks for the password, and the code of who has a second factor'
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --force 'Write over a file that is there'
            cand --with-hashes 'With the hashes of passwords. Needs --as: an admin has to prove who they are'
            cand --password-stdin 'Read the password from the first line of standard input, and the code from the second'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;mail'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand -h 'Print help'
            cand --help 'Print help'
            cand list 'List letters, newest first'
            cand retry 'Put letters that failed back into the queue, and send what is due'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vestibule;mail;list'= {
            cand --search 'Only what contains all these words; case and accents do not matter'
            cand --limit 'Most rows [default: 50; with --json all]'
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --json 'Write a JSON array, one object a line; times are RFC 3339 in UTC'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;mail;retry'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;mail;help'= {
            cand list 'List letters, newest first'
            cand retry 'Put letters that failed back into the queue, and send what is due'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vestibule;mail;help;list'= {
        }
        &'vestibule;mail;help;retry'= {
        }
        &'vestibule;mail;help;help'= {
        }
        &'vestibule;desk'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --json 'Write a JSON object; times are RFC 3339 in UTC'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;audit'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand -h 'Print help'
            cand --help 'Print help'
            cand list 'List what happened, newest first'
            cand export 'Write what happened into a file, newest first'
            cand verify 'Hold every row against the chain; name the first that was changed or taken away'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vestibule;audit;list'= {
            cand --search 'Only what contains all these words; case and accents do not matter'
            cand --limit 'Most rows [default: 50; with --json all]'
            cand --account 'Only what this account did, or what was done to it'
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --json 'Write a JSON array, one object a line; times are RFC 3339 in UTC'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;audit;export'= {
            cand --format 'What the file is made of'
            cand --search 'Only what this search finds'
            cand --account 'Only what this account did, or what was done to it'
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --force 'Write over a file that is there'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;audit;verify'= {
            cand --expect 'This row has to be there, with this link: a head that was noted earlier'
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --json 'Write a JSON object'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;audit;help'= {
            cand list 'List what happened, newest first'
            cand export 'Write what happened into a file, newest first'
            cand verify 'Hold every row against the chain; name the first that was changed or taken away'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vestibule;audit;help;list'= {
        }
        &'vestibule;audit;help;export'= {
        }
        &'vestibule;audit;help;verify'= {
        }
        &'vestibule;audit;help;help'= {
        }
        &'vestibule;keys'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand -h 'Print help'
            cand --help 'Print help'
            cand list 'List the keys in the database, newest first; none of them is shown'
            cand rotate 'Replace keys while everybody goes on; without a flag all three'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vestibule;keys;list'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --json 'Write a JSON array; times are RFC 3339 in UTC'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;keys;rotate'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --signing 'The key that signs tokens'
            cand --sealing 'The key that seals letters that wait and second factors'
            cand --pepper 'The pepper of passwords and recovery codes'
            cand --drop-oldest 'Give up passwords and recovery codes that still need the pepper before the last'
            cand --json 'Write a JSON object'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;keys;help'= {
            cand list 'List the keys in the database, newest first; none of them is shown'
            cand rotate 'Replace keys while everybody goes on; without a flag all three'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vestibule;keys;help;list'= {
        }
        &'vestibule;keys;help;rotate'= {
        }
        &'vestibule;keys;help;help'= {
        }
        &'vestibule;signup'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand -h 'Print help'
            cand --help 'Print help'
            cand list 'List who waits: accounts to be let in, and registrations whose address is not proved yet'
            cand approve 'Let in who waits; where the address is not proved you vouch for them'
            cand refuse 'Turn down who waits: the account or the registration is removed'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vestibule;signup;list'= {
            cand --search 'Only what contains all these words; case and accents do not matter'
            cand --limit 'Most rows: those that wait longest'
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --json 'Write a JSON array; times are RFC 3339 in UTC'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;signup;approve'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --dry-run 'Only say what would happen to whom'
            cand --json 'Write a JSON array'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;signup;refuse'= {
            cand --reason 'Why; it stands in the letter and in the audit'
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --dry-run 'Only say what would happen to whom'
            cand --json 'Write a JSON array'
            cand --no-letter 'Write no letter'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;signup;help'= {
            cand list 'List who waits: accounts to be let in, and registrations whose address is not proved yet'
            cand approve 'Let in who waits; where the address is not proved you vouch for them'
            cand refuse 'Turn down who waits: the account or the registration is removed'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vestibule;signup;help;list'= {
        }
        &'vestibule;signup;help;approve'= {
        }
        &'vestibule;signup;help;refuse'= {
        }
        &'vestibule;signup;help;help'= {
        }
        &'vestibule;invite'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand -h 'Print help'
            cand --help 'Print help'
            cand create 'Make an invitation and print its code, once'
            cand list 'List the invitations; those that ended over 30 days ago are gone'
            cand revoke 'Take an invitation back'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vestibule;invite;create'= {
            cand --uses 'How many people may sign up with it, 1 to 1000'
            cand --for 'How long it is good: hours, days or weeks, e.g. 12h, 7d, 2w'
            cand --label 'What it is for'
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --json 'Write a JSON object; times are RFC 3339 in UTC'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;invite;list'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --json 'Write a JSON array; times are RFC 3339 in UTC'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;invite;revoke'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --json 'Write a JSON object; times are RFC 3339 in UTC'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;invite;help'= {
            cand create 'Make an invitation and print its code, once'
            cand list 'List the invitations; those that ended over 30 days ago are gone'
            cand revoke 'Take an invitation back'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vestibule;invite;help;create'= {
        }
        &'vestibule;invite;help;list'= {
        }
        &'vestibule;invite;help;revoke'= {
        }
        &'vestibule;invite;help;help'= {
        }
        &'vestibule;settings'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand -h 'Print help'
            cand --help 'Print help'
            cand list 'List the rules of the house, with their values and where those come from'
            cand get 'Show one rule'
            cand set 'Set a rule for every terminal, from the next thing done there on'
            cand unset 'Take back what was set: the configuration holds again, or the default'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vestibule;settings;list'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --json 'Write JSON'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;settings;get'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --json 'Write JSON'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;settings;set'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --dry-run 'Only say what would change'
            cand --json 'Write JSON'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;settings;unset'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --dry-run 'Only say what would change'
            cand --json 'Write JSON'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;settings;help'= {
            cand list 'List the rules of the house, with their values and where those come from'
            cand get 'Show one rule'
            cand set 'Set a rule for every terminal, from the next thing done there on'
            cand unset 'Take back what was set: the configuration holds again, or the default'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vestibule;settings;help;list'= {
        }
        &'vestibule;settings;help;get'= {
        }
        &'vestibule;settings;help;set'= {
        }
        &'vestibule;settings;help;unset'= {
        }
        &'vestibule;settings;help;help'= {
        }
        &'vestibule;config'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --json 'Write a JSON array of key, value and source; a secret is `…`'
            cand --markdown 'Write the table of all settings that stands in the README'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;backup'= {
            cand --to 'Encrypt it for this public key of age (age1…); may be given again'
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --force 'Replace a file that is there'
            cand --json 'Write a JSON object'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;restore'= {
            cand --identity 'The file with the secret key of age, for an encrypted one'
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --force 'Replace the accounts that are here; they are kept in a file beside the database'
            cand --dry-run 'Check the backup, and change nothing'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;doctor'= {
            cand --send-test 'Send a test letter to this address, and say what became of it'
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand --json 'Write a JSON array'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;completions'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;man'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;demo'= {
            cand --config 'Read this configuration file'
            cand --data-dir 'Keep everything in this directory'
            cand --seat 'Call this terminal so, in the audit and in letters'
            cand --set 'Set anything else, e.g. --set ui.mouse=false'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'vestibule;help'= {
            cand setup 'Make the first admin; refused when there is an account already'
            cand account 'Find accounts, make and change them, let somebody in again'
            cand session 'List who is signed in where, and end it'
            cand search 'List the saved searches, save one, remove one'
            cand import 'Take over the accounts of another system, with the hashes of their passwords'
            cand export 'Write accounts into a file, as CSV or JSON Lines'
            cand mail 'List the letters and what became of them'
            cand desk 'See today at a glance: who came, what waits, who is signed in'
            cand audit 'List what happened, newest first, or write it into a file; check that nothing of it was changed'
            cand keys 'List the keys, replace them'
            cand signup 'See who waits to be let in; let them in or turn them down'
            cand invite 'Make invitations, list them, take them back'
            cand settings 'See the rules of the house and change them while everybody goes on'
            cand config 'Show every setting, its value and where it comes from'
            cand backup 'Make a copy of everything while the program is in use'
            cand restore 'Put a backup back; it is checked first'
            cand doctor 'Look whether all is well, and say what to do where it is not'
            cand completions 'Write what a shell needs to complete commands'
            cand man 'Write the manual pages'
            cand demo 'Look around in a house of 10,000 made-up people; nothing of it stays'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vestibule;help;setup'= {
        }
        &'vestibule;help;account'= {
            cand list 'List accounts'
            cand show 'Show one account with its sessions, codes, letters and what happened to it'
            cand create 'Make an account; its owner gets a letter to choose a password'
            cand edit 'Change the username, the display name or the address of an account'
            cand suspend 'Close accounts and end their sessions'
            cand restore 'Open accounts again; also those that wait to be let in'
            cand role 'Give accounts another role and end their sessions'
            cand reset 'Send letters to choose a new password'
            cand resend 'Send the letters again that owners wait for: to choose the first password, or to prove the address'
            cand verify 'Call addresses proved: you know whose they are'
            cand validity 'Say from when and until when accounts are good'
            cand note 'Note something about accounts, for the staff'
            cand trash 'Throw accounts away; for a week they can be taken back'
            cand untrash 'Take accounts out of the trash (--search state:trashed finds them)'
            cand delete 'Remove accounts for good; their owners are told'
            cand reset-code 'Make a code with which somebody who can''t get mail chooses a new password'
            cand unlock 'Forgive the wrong guesses at an account that is closed for the day'
            cand two-factor-off 'Turn off two-factor sign-in of somebody who lost the phone and the recovery codes'
            cand break-glass 'Let the only admin in again, who can no longer get in by any other way'
        }
        &'vestibule;help;account;list'= {
        }
        &'vestibule;help;account;show'= {
        }
        &'vestibule;help;account;create'= {
        }
        &'vestibule;help;account;edit'= {
        }
        &'vestibule;help;account;suspend'= {
        }
        &'vestibule;help;account;restore'= {
        }
        &'vestibule;help;account;role'= {
        }
        &'vestibule;help;account;reset'= {
        }
        &'vestibule;help;account;resend'= {
        }
        &'vestibule;help;account;verify'= {
        }
        &'vestibule;help;account;validity'= {
        }
        &'vestibule;help;account;note'= {
        }
        &'vestibule;help;account;trash'= {
        }
        &'vestibule;help;account;untrash'= {
        }
        &'vestibule;help;account;delete'= {
        }
        &'vestibule;help;account;reset-code'= {
        }
        &'vestibule;help;account;unlock'= {
        }
        &'vestibule;help;account;two-factor-off'= {
        }
        &'vestibule;help;account;break-glass'= {
        }
        &'vestibule;help;session'= {
            cand list 'List the live sessions of accounts, last used first'
            cand end 'End sessions: all of an account, or one'
        }
        &'vestibule;help;session;list'= {
        }
        &'vestibule;help;session;end'= {
        }
        &'vestibule;help;search'= {
            cand list 'List the saved searches by name'
            cand save 'Save a search for everybody at the desk, in place of the one of that name'
            cand remove 'Remove a saved search'
        }
        &'vestibule;help;search;list'= {
        }
        &'vestibule;help;search;save'= {
        }
        &'vestibule;help;search;remove'= {
        }
        &'vestibule;help;import'= {
        }
        &'vestibule;help;export'= {
        }
        &'vestibule;help;mail'= {
            cand list 'List letters, newest first'
            cand retry 'Put letters that failed back into the queue, and send what is due'
        }
        &'vestibule;help;mail;list'= {
        }
        &'vestibule;help;mail;retry'= {
        }
        &'vestibule;help;desk'= {
        }
        &'vestibule;help;audit'= {
            cand list 'List what happened, newest first'
            cand export 'Write what happened into a file, newest first'
            cand verify 'Hold every row against the chain; name the first that was changed or taken away'
        }
        &'vestibule;help;audit;list'= {
        }
        &'vestibule;help;audit;export'= {
        }
        &'vestibule;help;audit;verify'= {
        }
        &'vestibule;help;keys'= {
            cand list 'List the keys in the database, newest first; none of them is shown'
            cand rotate 'Replace keys while everybody goes on; without a flag all three'
        }
        &'vestibule;help;keys;list'= {
        }
        &'vestibule;help;keys;rotate'= {
        }
        &'vestibule;help;signup'= {
            cand list 'List who waits: accounts to be let in, and registrations whose address is not proved yet'
            cand approve 'Let in who waits; where the address is not proved you vouch for them'
            cand refuse 'Turn down who waits: the account or the registration is removed'
        }
        &'vestibule;help;signup;list'= {
        }
        &'vestibule;help;signup;approve'= {
        }
        &'vestibule;help;signup;refuse'= {
        }
        &'vestibule;help;invite'= {
            cand create 'Make an invitation and print its code, once'
            cand list 'List the invitations; those that ended over 30 days ago are gone'
            cand revoke 'Take an invitation back'
        }
        &'vestibule;help;invite;create'= {
        }
        &'vestibule;help;invite;list'= {
        }
        &'vestibule;help;invite;revoke'= {
        }
        &'vestibule;help;settings'= {
            cand list 'List the rules of the house, with their values and where those come from'
            cand get 'Show one rule'
            cand set 'Set a rule for every terminal, from the next thing done there on'
            cand unset 'Take back what was set: the configuration holds again, or the default'
        }
        &'vestibule;help;settings;list'= {
        }
        &'vestibule;help;settings;get'= {
        }
        &'vestibule;help;settings;set'= {
        }
        &'vestibule;help;settings;unset'= {
        }
        &'vestibule;help;config'= {
        }
        &'vestibule;help;backup'= {
        }
        &'vestibule;help;restore'= {
        }
        &'vestibule;help;doctor'= {
        }
        &'vestibule;help;completions'= {
        }
        &'vestibule;help;man'= {
        }
        &'vestibule;help;demo'= {
        }
        &'vestibule;help;help'= {
        }
    ]
    $completions[$command]
}
