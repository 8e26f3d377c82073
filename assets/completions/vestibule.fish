# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_vestibule_global_optspecs
    string join \n config= data-dir= seat= set= h/help V/version
end

function __fish_vestibule_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_vestibule_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_vestibule_using_subcommand
    set -l cmd (__fish_vestibule_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c vestibule -n "__fish_vestibule_needs_command" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_needs_command" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_needs_command" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_needs_command" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vestibule -n "__fish_vestibule_needs_command" -s V -l version -d 'Print version'
complete -c vestibule -n "__fish_vestibule_needs_command" -f -a "setup" -d 'Make the first admin; refused when there is an account already'
complete -c vestibule -n "__fish_vestibule_needs_command" -f -a "account" -d 'Find accounts, make and change them, let somebody in again'
complete -c vestibule -n "__fish_vestibule_needs_command" -f -a "session" -d 'List who is signed in where, and end it'
complete -c vestibule -n "__fish_vestibule_needs_command" -f -a "search" -d 'List the saved searches, save one, remove one'
complete -c vestibule -n "__fish_vestibule_needs_command" -f -a "import" -d 'Take over the accounts of another system, with the hashes of their passwords'
complete -c vestibule -n "__fish_vestibule_needs_command" -f -a "export" -d 'Write accounts into a file, as CSV or JSON Lines'
complete -c vestibule -n "__fish_vestibule_needs_command" -f -a "mail" -d 'List the letters and what became of them'
complete -c vestibule -n "__fish_vestibule_needs_command" -f -a "desk" -d 'See today at a glance: who came, what waits, who is signed in'
complete -c vestibule -n "__fish_vestibule_needs_command" -f -a "audit" -d 'List what happened, newest first, or write it into a file; check that nothing of it was changed'
complete -c vestibule -n "__fish_vestibule_needs_command" -f -a "keys" -d 'List the keys, replace them'
complete -c vestibule -n "__fish_vestibule_needs_command" -f -a "signup" -d 'See who waits to be let in; let them in or turn them down'
complete -c vestibule -n "__fish_vestibule_needs_command" -f -a "invite" -d 'Make invitations, list them, take them back'
complete -c vestibule -n "__fish_vestibule_needs_command" -f -a "settings" -d 'See the rules of the house and change them while everybody goes on'
complete -c vestibule -n "__fish_vestibule_needs_command" -f -a "config" -d 'Show every setting, its value and where it comes from'
complete -c vestibule -n "__fish_vestibule_needs_command" -f -a "backup" -d 'Make a copy of everything while the program is in use'
complete -c vestibule -n "__fish_vestibule_needs_command" -f -a "restore" -d 'Put a backup back; it is checked first'
complete -c vestibule -n "__fish_vestibule_needs_command" -f -a "doctor" -d 'Look whether all is well, and say what to do where it is not'
complete -c vestibule -n "__fish_vestibule_needs_command" -f -a "completions" -d 'Write what a shell needs to complete commands'
complete -c vestibule -n "__fish_vestibule_needs_command" -f -a "man" -d 'Write the manual pages'
complete -c vestibule -n "__fish_vestibule_needs_command" -f -a "demo" -d 'Look around in a house of 10,000 made-up people; nothing of it stays'
complete -c vestibule -n "__fish_vestibule_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vestibule -n "__fish_vestibule_using_subcommand setup" -l username -d 'The name to sign in with' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand setup" -l email -d 'Where letters go' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand setup" -l display-name -d 'The name to be called by' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand setup" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand setup" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand setup" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand setup" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand setup" -l password-stdin -d 'Read the password from standard input; a line break at its end is not part of it'
complete -c vestibule -n "__fish_vestibule_using_subcommand setup" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and not __fish_seen_subcommand_from list show create edit suspend restore role reset resend verify validity note trash untrash delete undo reset-code unlock two-factor-off break-glass help" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and not __fish_seen_subcommand_from list show create edit suspend restore role reset resend verify validity note trash untrash delete undo reset-code unlock two-factor-off break-glass help" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and not __fish_seen_subcommand_from list show create edit suspend restore role reset resend verify validity note trash untrash delete undo reset-code unlock two-factor-off break-glass help" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and not __fish_seen_subcommand_from list show create edit suspend restore role reset resend verify validity note trash untrash delete undo reset-code unlock two-factor-off break-glass help" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and not __fish_seen_subcommand_from list show create edit suspend restore role reset resend verify validity note trash untrash delete undo reset-code unlock two-factor-off break-glass help" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and not __fish_seen_subcommand_from list show create edit suspend restore role reset resend verify validity note trash untrash delete undo reset-code unlock two-factor-off break-glass help" -f -a "list" -d 'List accounts'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and not __fish_seen_subcommand_from list show create edit suspend restore role reset resend verify validity note trash untrash delete undo reset-code unlock two-factor-off break-glass help" -f -a "show" -d 'Show one account with its sessions, codes, letters and what happened to it'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and not __fish_seen_subcommand_from list show create edit suspend restore role reset resend verify validity note trash untrash delete undo reset-code unlock two-factor-off break-glass help" -f -a "create" -d 'Make an account; its owner gets a letter to choose a password'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and not __fish_seen_subcommand_from list show create edit suspend restore role reset resend verify validity note trash untrash delete undo reset-code unlock two-factor-off break-glass help" -f -a "edit" -d 'Change the username, the display name or the address of an account'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and not __fish_seen_subcommand_from list show create edit suspend restore role reset resend verify validity note trash untrash delete undo reset-code unlock two-factor-off break-glass help" -f -a "suspend" -d 'Close accounts and end their sessions'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and not __fish_seen_subcommand_from list show create edit suspend restore role reset resend verify validity note trash untrash delete undo reset-code unlock two-factor-off break-glass help" -f -a "restore" -d 'Open accounts again; also those that wait to be let in'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and not __fish_seen_subcommand_from list show create edit suspend restore role reset resend verify validity note trash untrash delete undo reset-code unlock two-factor-off break-glass help" -f -a "role" -d 'Give accounts another role and end their sessions'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and not __fish_seen_subcommand_from list show create edit suspend restore role reset resend verify validity note trash untrash delete undo reset-code unlock two-factor-off break-glass help" -f -a "reset" -d 'Send letters to choose a new password'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and not __fish_seen_subcommand_from list show create edit suspend restore role reset resend verify validity note trash untrash delete undo reset-code unlock two-factor-off break-glass help" -f -a "resend" -d 'Send the letters again that owners wait for: to choose the first password, or to prove the address'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and not __fish_seen_subcommand_from list show create edit suspend restore role reset resend verify validity note trash untrash delete undo reset-code unlock two-factor-off break-glass help" -f -a "verify" -d 'Call addresses proved: you know whose they are'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and not __fish_seen_subcommand_from list show create edit suspend restore role reset resend verify validity note trash untrash delete undo reset-code unlock two-factor-off break-glass help" -f -a "validity" -d 'Say from when and until when accounts are good'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and not __fish_seen_subcommand_from list show create edit suspend restore role reset resend verify validity note trash untrash delete undo reset-code unlock two-factor-off break-glass help" -f -a "note" -d 'Note something about accounts, for the staff'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and not __fish_seen_subcommand_from list show create edit suspend restore role reset resend verify validity note trash untrash delete undo reset-code unlock two-factor-off break-glass help" -f -a "trash" -d 'Throw accounts away; for a week they can be taken back'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and not __fish_seen_subcommand_from list show create edit suspend restore role reset resend verify validity note trash untrash delete undo reset-code unlock two-factor-off break-glass help" -f -a "untrash" -d 'Take accounts out of the trash (--search state:trashed finds them)'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and not __fish_seen_subcommand_from list show create edit suspend restore role reset resend verify validity note trash untrash delete undo reset-code unlock two-factor-off break-glass help" -f -a "delete" -d 'Remove accounts for good; their owners are told'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and not __fish_seen_subcommand_from list show create edit suspend restore role reset resend verify validity note trash untrash delete undo reset-code unlock two-factor-off break-glass help" -f -a "undo" -d 'Take back what an act on accounts says with --json that it did; not to accounts that were changed since'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and not __fish_seen_subcommand_from list show create edit suspend restore role reset resend verify validity note trash untrash delete undo reset-code unlock two-factor-off break-glass help" -f -a "reset-code" -d 'Make a code with which somebody who can\'t get mail chooses a new password'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and not __fish_seen_subcommand_from list show create edit suspend restore role reset resend verify validity note trash untrash delete undo reset-code unlock two-factor-off break-glass help" -f -a "unlock" -d 'Forgive the wrong guesses at accounts that are closed for the day'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and not __fish_seen_subcommand_from list show create edit suspend restore role reset resend verify validity note trash untrash delete undo reset-code unlock two-factor-off break-glass help" -f -a "two-factor-off" -d 'Turn off two-factor sign-in of somebody who lost the phone and the recovery codes'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and not __fish_seen_subcommand_from list show create edit suspend restore role reset resend verify validity note trash untrash delete undo reset-code unlock two-factor-off break-glass help" -f -a "break-glass" -d 'Let the only admin in again, who can no longer get in by any other way'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and not __fish_seen_subcommand_from list show create edit suspend restore role reset resend verify validity note trash untrash delete undo reset-code unlock two-factor-off break-glass help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from list" -l search -d 'Only what contains all these words; case and accents do not matter' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from list" -l limit -d 'Most rows [default: 50; with --json all]' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from list" -l saved -d 'Search as was saved under this name' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from list" -l columns -d 'Columns of the table; with --json every field is written' -r -f -a "id\t''
username\t''
display-name\t''
email\t''
role\t''
status\t''
state\t''
verified\t''
created\t''
last-login\t''
last-seat\t''
valid-from\t''
valid-until\t''
trashed\t''"
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from list" -l sort -d 'What to sort by' -r -f -a "username\t''
display-name\t''
email\t''
role\t''
status\t''
created\t''
last-login\t''"
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from list" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from list" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from list" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from list" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from list" -l json -d 'Write a JSON array, one object a line; times are RFC 3339 in UTC'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from list" -l desc -d 'Largest first'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from show" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from show" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from show" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from show" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from show" -l json -d 'Write a JSON object; times are RFC 3339 in UTC'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from create" -l username -d 'The name to sign in with' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from create" -l email -d 'Where letters go; the first one asks for a password' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from create" -l display-name -d 'The name to be called by' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from create" -l role -d 'What it may do: user, helper or admin' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from create" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from create" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from create" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from create" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from create" -l dry-run -d 'Say what would be made, or why not, and make nothing'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from create" -l json -d 'Write a JSON object; times are RFC 3339 in UTC'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from edit" -l username -d 'Another name to sign in with' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from edit" -l display-name -d 'Another name to be called by; an empty one takes it away' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from edit" -l email -d 'Another address; the old one is told' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from edit" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from edit" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from edit" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from edit" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from edit" -l verified -d 'You know whose the other address is: it counts as proved'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from edit" -l dry-run -d 'Say what would change, or why not, and change nothing'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from edit" -l json -d 'Write a JSON object; times are RFC 3339 in UTC'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from edit" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from suspend" -l search -d 'Everybody whom this finds, as in `account list --search`' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from suspend" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from suspend" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from suspend" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from suspend" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from suspend" -l yes -d 'Do it without asking'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from suspend" -l dry-run -d 'Say what would happen to each, and do nothing'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from suspend" -l json -d 'Write a JSON array, one object a line'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from suspend" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from restore" -l search -d 'Everybody whom this finds, as in `account list --search`' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from restore" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from restore" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from restore" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from restore" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from restore" -l yes -d 'Do it without asking'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from restore" -l dry-run -d 'Say what would happen to each, and do nothing'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from restore" -l json -d 'Write a JSON array, one object a line'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from role" -l search -d 'Everybody whom this finds, as in `account list --search`' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from role" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from role" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from role" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from role" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from role" -l yes -d 'Do it without asking'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from role" -l dry-run -d 'Say what would happen to each, and do nothing'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from role" -l json -d 'Write a JSON array, one object a line'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from role" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from reset" -l search -d 'Everybody whom this finds, as in `account list --search`' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from reset" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from reset" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from reset" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from reset" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from reset" -l yes -d 'Do it without asking'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from reset" -l dry-run -d 'Say what would happen to each, and do nothing'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from reset" -l json -d 'Write a JSON array, one object a line'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from reset" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from resend" -l search -d 'Everybody whom this finds, as in `account list --search`' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from resend" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from resend" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from resend" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from resend" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from resend" -l yes -d 'Do it without asking'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from resend" -l dry-run -d 'Say what would happen to each, and do nothing'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from resend" -l json -d 'Write a JSON array, one object a line'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from resend" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from verify" -l search -d 'Everybody whom this finds, as in `account list --search`' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from verify" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from verify" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from verify" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from verify" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from verify" -l yes -d 'Do it without asking'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from verify" -l dry-run -d 'Say what would happen to each, and do nothing'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from verify" -l json -d 'Write a JSON array, one object a line'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from validity" -l search -d 'Everybody whom this finds, as in `account list --search`' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from validity" -l from -d 'The first day, e.g. 2026-09-01, in UTC; or none. What is not given stays' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from validity" -l until -d 'The last day, e.g. 2027-06-30, in UTC; or none. What is not given stays' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from validity" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from validity" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from validity" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from validity" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from validity" -l yes -d 'Do it without asking'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from validity" -l dry-run -d 'Say what would happen to each, and do nothing'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from validity" -l json -d 'Write a JSON array, one object a line'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from validity" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from note" -l search -d 'Everybody whom this finds, as in `account list --search`' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from note" -l text -d 'The note, one line; an empty one takes it away' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from note" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from note" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from note" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from note" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from note" -l yes -d 'Do it without asking'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from note" -l dry-run -d 'Say what would happen to each, and do nothing'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from note" -l json -d 'Write a JSON array, one object a line'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from note" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from trash" -l search -d 'Everybody whom this finds, as in `account list --search`' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from trash" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from trash" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from trash" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from trash" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from trash" -l yes -d 'Do it without asking'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from trash" -l dry-run -d 'Say what would happen to each, and do nothing'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from trash" -l json -d 'Write a JSON array, one object a line'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from trash" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from untrash" -l search -d 'Everybody whom this finds, as in `account list --search`' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from untrash" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from untrash" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from untrash" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from untrash" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from untrash" -l yes -d 'Do it without asking'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from untrash" -l dry-run -d 'Say what would happen to each, and do nothing'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from untrash" -l json -d 'Write a JSON array, one object a line'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from untrash" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from delete" -l search -d 'Everybody whom this finds, as in `account list --search`' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from delete" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from delete" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from delete" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from delete" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from delete" -l yes -d 'Do it without asking'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from delete" -l dry-run -d 'Say what would happen to each, and do nothing'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from delete" -l json -d 'Write a JSON array, one object a line'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from undo" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from undo" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from undo" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from undo" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from undo" -l dry-run -d 'Say what would happen to each, and do nothing'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from undo" -l json -d 'Write a JSON array, one object a line'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from undo" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from reset-code" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from reset-code" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from reset-code" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from reset-code" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from reset-code" -l json -d 'Write a JSON object; times are RFC 3339 in UTC'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from reset-code" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from unlock" -l search -d 'Everybody whom this finds, as in `account list --search`' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from unlock" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from unlock" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from unlock" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from unlock" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from unlock" -l yes -d 'Do it without asking'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from unlock" -l dry-run -d 'Say what would happen to each, and do nothing'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from unlock" -l json -d 'Write a JSON array, one object a line'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from unlock" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from two-factor-off" -l search -d 'Everybody whom this finds, as in `account list --search`' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from two-factor-off" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from two-factor-off" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from two-factor-off" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from two-factor-off" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from two-factor-off" -l yes -d 'Do it without asking'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from two-factor-off" -l dry-run -d 'Say what would happen to each, and do nothing'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from two-factor-off" -l json -d 'Write a JSON array, one object a line'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from two-factor-off" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from break-glass" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from break-glass" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from break-glass" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from break-glass" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from break-glass" -l yes -d 'Do it: the account\'s second factor goes, its sessions end, and its address is told'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from break-glass" -l json -d 'Write a JSON object; times are RFC 3339 in UTC'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from break-glass" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "list" -d 'List accounts'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show one account with its sessions, codes, letters and what happened to it'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "create" -d 'Make an account; its owner gets a letter to choose a password'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "edit" -d 'Change the username, the display name or the address of an account'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "suspend" -d 'Close accounts and end their sessions'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "restore" -d 'Open accounts again; also those that wait to be let in'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "role" -d 'Give accounts another role and end their sessions'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "reset" -d 'Send letters to choose a new password'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "resend" -d 'Send the letters again that owners wait for: to choose the first password, or to prove the address'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Call addresses proved: you know whose they are'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "validity" -d 'Say from when and until when accounts are good'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "note" -d 'Note something about accounts, for the staff'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "trash" -d 'Throw accounts away; for a week they can be taken back'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "untrash" -d 'Take accounts out of the trash (--search state:trashed finds them)'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Remove accounts for good; their owners are told'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "undo" -d 'Take back what an act on accounts says with --json that it did; not to accounts that were changed since'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "reset-code" -d 'Make a code with which somebody who can\'t get mail chooses a new password'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "unlock" -d 'Forgive the wrong guesses at accounts that are closed for the day'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "two-factor-off" -d 'Turn off two-factor sign-in of somebody who lost the phone and the recovery codes'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "break-glass" -d 'Let the only admin in again, who can no longer get in by any other way'
complete -c vestibule -n "__fish_vestibule_using_subcommand account; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vestibule -n "__fish_vestibule_using_subcommand session; and not __fish_seen_subcommand_from list end help" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand session; and not __fish_seen_subcommand_from list end help" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand session; and not __fish_seen_subcommand_from list end help" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand session; and not __fish_seen_subcommand_from list end help" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand session; and not __fish_seen_subcommand_from list end help" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand session; and not __fish_seen_subcommand_from list end help" -f -a "list" -d 'List the live sessions of accounts, last used first'
complete -c vestibule -n "__fish_vestibule_using_subcommand session; and not __fish_seen_subcommand_from list end help" -f -a "end" -d 'End sessions: all of an account, or one'
complete -c vestibule -n "__fish_vestibule_using_subcommand session; and not __fish_seen_subcommand_from list end help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vestibule -n "__fish_vestibule_using_subcommand session; and __fish_seen_subcommand_from list" -l search -d 'Everybody whom this finds, as in `account list --search`' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand session; and __fish_seen_subcommand_from list" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand session; and __fish_seen_subcommand_from list" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand session; and __fish_seen_subcommand_from list" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand session; and __fish_seen_subcommand_from list" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand session; and __fish_seen_subcommand_from list" -l json -d 'Write a JSON array, one object a line; times are RFC 3339 in UTC'
complete -c vestibule -n "__fish_vestibule_using_subcommand session; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand session; and __fish_seen_subcommand_from end" -l search -d 'Everybody whom this finds, as in `account list --search`' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand session; and __fish_seen_subcommand_from end" -l id -d 'Only this session, as `session list --json` names it' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand session; and __fish_seen_subcommand_from end" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand session; and __fish_seen_subcommand_from end" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand session; and __fish_seen_subcommand_from end" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand session; and __fish_seen_subcommand_from end" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand session; and __fish_seen_subcommand_from end" -l yes -d 'Do it without asking'
complete -c vestibule -n "__fish_vestibule_using_subcommand session; and __fish_seen_subcommand_from end" -l dry-run -d 'Say what would happen to each, and do nothing'
complete -c vestibule -n "__fish_vestibule_using_subcommand session; and __fish_seen_subcommand_from end" -l json -d 'Write a JSON array, one object a line'
complete -c vestibule -n "__fish_vestibule_using_subcommand session; and __fish_seen_subcommand_from end" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand session; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the live sessions of accounts, last used first'
complete -c vestibule -n "__fish_vestibule_using_subcommand session; and __fish_seen_subcommand_from help" -f -a "end" -d 'End sessions: all of an account, or one'
complete -c vestibule -n "__fish_vestibule_using_subcommand session; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vestibule -n "__fish_vestibule_using_subcommand search; and not __fish_seen_subcommand_from list save remove help" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand search; and not __fish_seen_subcommand_from list save remove help" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand search; and not __fish_seen_subcommand_from list save remove help" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand search; and not __fish_seen_subcommand_from list save remove help" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand search; and not __fish_seen_subcommand_from list save remove help" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand search; and not __fish_seen_subcommand_from list save remove help" -f -a "list" -d 'List the saved searches by name'
complete -c vestibule -n "__fish_vestibule_using_subcommand search; and not __fish_seen_subcommand_from list save remove help" -f -a "save" -d 'Save a search for everybody at the desk, in place of the one of that name'
complete -c vestibule -n "__fish_vestibule_using_subcommand search; and not __fish_seen_subcommand_from list save remove help" -f -a "remove" -d 'Remove a saved search'
complete -c vestibule -n "__fish_vestibule_using_subcommand search; and not __fish_seen_subcommand_from list save remove help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vestibule -n "__fish_vestibule_using_subcommand search; and __fish_seen_subcommand_from list" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand search; and __fish_seen_subcommand_from list" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand search; and __fish_seen_subcommand_from list" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand search; and __fish_seen_subcommand_from list" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand search; and __fish_seen_subcommand_from list" -l json -d 'Write a JSON array'
complete -c vestibule -n "__fish_vestibule_using_subcommand search; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand search; and __fish_seen_subcommand_from save" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand search; and __fish_seen_subcommand_from save" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand search; and __fish_seen_subcommand_from save" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand search; and __fish_seen_subcommand_from save" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand search; and __fish_seen_subcommand_from save" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand search; and __fish_seen_subcommand_from remove" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand search; and __fish_seen_subcommand_from remove" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand search; and __fish_seen_subcommand_from remove" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand search; and __fish_seen_subcommand_from remove" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand search; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand search; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the saved searches by name'
complete -c vestibule -n "__fish_vestibule_using_subcommand search; and __fish_seen_subcommand_from help" -f -a "save" -d 'Save a search for everybody at the desk, in place of the one of that name'
complete -c vestibule -n "__fish_vestibule_using_subcommand search; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Remove a saved search'
complete -c vestibule -n "__fish_vestibule_using_subcommand search; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vestibule -n "__fish_vestibule_using_subcommand import" -l format -d 'Its format, csv or jsonl [default: by its name]' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand import" -l map -d 'What the file calls things, e.g. username=login,email=mail' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand import" -l rejects -d 'Write the lines that were refused here, with the reason, to be mended and imported again. The file holds their hashes: it is made for its owner alone' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand import" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand import" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand import" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand import" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand import" -l dry-run -d 'Say what would become of each row, and how long it would take; write nothing'
complete -c vestibule -n "__fish_vestibule_using_subcommand import" -l hash-passwords -d 'Take passwords in plain text and hash them. That takes a quarter of a second of one core each; the command says first how long it will take. A short one has to be changed at the first sign-in'
complete -c vestibule -n "__fish_vestibule_using_subcommand import" -l allow-admins -d 'Take admins and helpers, too; their rows are refused otherwise'
complete -c vestibule -n "__fish_vestibule_using_subcommand import" -l ignore-unknown -d 'Pass over columns and fields with other names'
complete -c vestibule -n "__fish_vestibule_using_subcommand import" -l json -d 'Write a JSON object'
complete -c vestibule -n "__fish_vestibule_using_subcommand import" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand export" -l format -d 'Its format, csv or jsonl [default: by its name; csv on standard output]' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand export" -l columns -d 'What of each account, e.g. username,email' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand export" -l search -d 'Only accounts that match, as in `account list`: words, role:admin, state:suspended, seen:<30d, !verified:no' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand export" -l as -d 'Export as this admin: asks for the password, and the code of who has a second factor' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand export" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand export" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand export" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand export" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand export" -l force -d 'Write over a file that is there'
complete -c vestibule -n "__fish_vestibule_using_subcommand export" -l with-hashes -d 'With the hashes of passwords. Needs --as: an admin has to prove who they are'
complete -c vestibule -n "__fish_vestibule_using_subcommand export" -l password-stdin -d 'Read the password from the first line of standard input, and the code from the second'
complete -c vestibule -n "__fish_vestibule_using_subcommand export" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand mail; and not __fish_seen_subcommand_from list retry help" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand mail; and not __fish_seen_subcommand_from list retry help" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand mail; and not __fish_seen_subcommand_from list retry help" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand mail; and not __fish_seen_subcommand_from list retry help" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand mail; and not __fish_seen_subcommand_from list retry help" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand mail; and not __fish_seen_subcommand_from list retry help" -f -a "list" -d 'List letters, newest first'
complete -c vestibule -n "__fish_vestibule_using_subcommand mail; and not __fish_seen_subcommand_from list retry help" -f -a "retry" -d 'Put letters that failed back into the queue, and send what is due'
complete -c vestibule -n "__fish_vestibule_using_subcommand mail; and not __fish_seen_subcommand_from list retry help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vestibule -n "__fish_vestibule_using_subcommand mail; and __fish_seen_subcommand_from list" -l search -d 'Only what contains all these words; case and accents do not matter' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand mail; and __fish_seen_subcommand_from list" -l limit -d 'Most rows [default: 50; with --json all]' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand mail; and __fish_seen_subcommand_from list" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand mail; and __fish_seen_subcommand_from list" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand mail; and __fish_seen_subcommand_from list" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand mail; and __fish_seen_subcommand_from list" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand mail; and __fish_seen_subcommand_from list" -l json -d 'Write a JSON array, one object a line; times are RFC 3339 in UTC'
complete -c vestibule -n "__fish_vestibule_using_subcommand mail; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand mail; and __fish_seen_subcommand_from retry" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand mail; and __fish_seen_subcommand_from retry" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand mail; and __fish_seen_subcommand_from retry" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand mail; and __fish_seen_subcommand_from retry" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand mail; and __fish_seen_subcommand_from retry" -l dry-run -d 'Only say which would be'
complete -c vestibule -n "__fish_vestibule_using_subcommand mail; and __fish_seen_subcommand_from retry" -l json -d 'Write a JSON array'
complete -c vestibule -n "__fish_vestibule_using_subcommand mail; and __fish_seen_subcommand_from retry" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand mail; and __fish_seen_subcommand_from help" -f -a "list" -d 'List letters, newest first'
complete -c vestibule -n "__fish_vestibule_using_subcommand mail; and __fish_seen_subcommand_from help" -f -a "retry" -d 'Put letters that failed back into the queue, and send what is due'
complete -c vestibule -n "__fish_vestibule_using_subcommand mail; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vestibule -n "__fish_vestibule_using_subcommand desk" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand desk" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand desk" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand desk" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand desk" -l json -d 'Write a JSON object; times are RFC 3339 in UTC'
complete -c vestibule -n "__fish_vestibule_using_subcommand desk" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and not __fish_seen_subcommand_from list export verify help" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and not __fish_seen_subcommand_from list export verify help" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and not __fish_seen_subcommand_from list export verify help" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and not __fish_seen_subcommand_from list export verify help" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and not __fish_seen_subcommand_from list export verify help" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and not __fish_seen_subcommand_from list export verify help" -f -a "list" -d 'List what happened, newest first'
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and not __fish_seen_subcommand_from list export verify help" -f -a "export" -d 'Write what happened into a file, newest first'
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and not __fish_seen_subcommand_from list export verify help" -f -a "verify" -d 'Hold every row against the chain; name the first that was changed or taken away'
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and not __fish_seen_subcommand_from list export verify help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from list" -l search -d 'Only what contains all these words; case and accents do not matter' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from list" -l limit -d 'Most rows [default: 50; with --json all]' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from list" -l account -d 'Only what this account did, or what was done to it' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from list" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from list" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from list" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from list" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from list" -l json -d 'Write a JSON array, one object a line; times are RFC 3339 in UTC'
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from list" -l follow -d 'Go on: write the last 10 rows (--limit says another number), oldest first, and each new one as it comes, until Ctrl-C. With --json a JSON object a line'
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from export" -l format -d 'What the file is made of' -r -f -a "csv\t''
jsonl\t''"
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from export" -l search -d 'Only what this search finds' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from export" -l account -d 'Only what this account did, or what was done to it' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from export" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from export" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from export" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from export" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from export" -l force -d 'Write over a file that is there'
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from verify" -l expect -d 'This row has to be there, with this link: a head that was noted earlier' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from verify" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from verify" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from verify" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from verify" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from verify" -l json -d 'Write a JSON object'
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "list" -d 'List what happened, newest first'
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "export" -d 'Write what happened into a file, newest first'
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Hold every row against the chain; name the first that was changed or taken away'
complete -c vestibule -n "__fish_vestibule_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vestibule -n "__fish_vestibule_using_subcommand keys; and not __fish_seen_subcommand_from list rotate help" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand keys; and not __fish_seen_subcommand_from list rotate help" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand keys; and not __fish_seen_subcommand_from list rotate help" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand keys; and not __fish_seen_subcommand_from list rotate help" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand keys; and not __fish_seen_subcommand_from list rotate help" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand keys; and not __fish_seen_subcommand_from list rotate help" -f -a "list" -d 'List the keys in the database, newest first; none of them is shown'
complete -c vestibule -n "__fish_vestibule_using_subcommand keys; and not __fish_seen_subcommand_from list rotate help" -f -a "rotate" -d 'Replace keys while everybody goes on; without a flag all three'
complete -c vestibule -n "__fish_vestibule_using_subcommand keys; and not __fish_seen_subcommand_from list rotate help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vestibule -n "__fish_vestibule_using_subcommand keys; and __fish_seen_subcommand_from list" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand keys; and __fish_seen_subcommand_from list" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand keys; and __fish_seen_subcommand_from list" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand keys; and __fish_seen_subcommand_from list" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand keys; and __fish_seen_subcommand_from list" -l json -d 'Write a JSON array; times are RFC 3339 in UTC'
complete -c vestibule -n "__fish_vestibule_using_subcommand keys; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l signing -d 'The key that signs tokens'
complete -c vestibule -n "__fish_vestibule_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l sealing -d 'The key that seals letters that wait and second factors'
complete -c vestibule -n "__fish_vestibule_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l pepper -d 'The pepper of passwords and recovery codes'
complete -c vestibule -n "__fish_vestibule_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l drop-oldest -d 'Give up passwords and recovery codes that still need the pepper before the last'
complete -c vestibule -n "__fish_vestibule_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l json -d 'Write a JSON object'
complete -c vestibule -n "__fish_vestibule_using_subcommand keys; and __fish_seen_subcommand_from rotate" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the keys in the database, newest first; none of them is shown'
complete -c vestibule -n "__fish_vestibule_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "rotate" -d 'Replace keys while everybody goes on; without a flag all three'
complete -c vestibule -n "__fish_vestibule_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and not __fish_seen_subcommand_from list approve refuse note help" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and not __fish_seen_subcommand_from list approve refuse note help" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and not __fish_seen_subcommand_from list approve refuse note help" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and not __fish_seen_subcommand_from list approve refuse note help" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and not __fish_seen_subcommand_from list approve refuse note help" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and not __fish_seen_subcommand_from list approve refuse note help" -f -a "list" -d 'List who waits: accounts to be let in, and registrations whose address is not proved yet'
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and not __fish_seen_subcommand_from list approve refuse note help" -f -a "approve" -d 'Let in who waits; where the address is not proved you vouch for them'
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and not __fish_seen_subcommand_from list approve refuse note help" -f -a "refuse" -d 'Turn down who waits: the account or the registration is removed'
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and not __fish_seen_subcommand_from list approve refuse note help" -f -a "note" -d 'Note something about who waits, for the staff; it goes over to the account'
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and not __fish_seen_subcommand_from list approve refuse note help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from list" -l search -d 'Only what contains all these words; case and accents do not matter' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from list" -l limit -d 'Most rows: those that wait longest' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from list" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from list" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from list" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from list" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from list" -l json -d 'Write a JSON array; times are RFC 3339 in UTC'
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from approve" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from approve" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from approve" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from approve" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from approve" -l dry-run -d 'Only say what would happen to whom'
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from approve" -l json -d 'Write a JSON array'
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from approve" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from refuse" -l reason -d 'Why; it stands in the letter and in the audit' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from refuse" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from refuse" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from refuse" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from refuse" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from refuse" -l dry-run -d 'Only say what would happen to whom'
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from refuse" -l json -d 'Write a JSON array'
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from refuse" -l no-letter -d 'Write no letter'
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from refuse" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from note" -l text -d 'The note, one line; an empty one takes it away' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from note" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from note" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from note" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from note" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from note" -l dry-run -d 'Only say what would happen to whom'
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from note" -l json -d 'Write a JSON array'
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from note" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from help" -f -a "list" -d 'List who waits: accounts to be let in, and registrations whose address is not proved yet'
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from help" -f -a "approve" -d 'Let in who waits; where the address is not proved you vouch for them'
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from help" -f -a "refuse" -d 'Turn down who waits: the account or the registration is removed'
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from help" -f -a "note" -d 'Note something about who waits, for the staff; it goes over to the account'
complete -c vestibule -n "__fish_vestibule_using_subcommand signup; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and not __fish_seen_subcommand_from create list revoke help" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and not __fish_seen_subcommand_from create list revoke help" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and not __fish_seen_subcommand_from create list revoke help" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and not __fish_seen_subcommand_from create list revoke help" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and not __fish_seen_subcommand_from create list revoke help" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and not __fish_seen_subcommand_from create list revoke help" -f -a "create" -d 'Make an invitation and print its code, once'
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and not __fish_seen_subcommand_from create list revoke help" -f -a "list" -d 'List the invitations; those that ended over 30 days ago are gone'
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and not __fish_seen_subcommand_from create list revoke help" -f -a "revoke" -d 'Take an invitation back'
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and not __fish_seen_subcommand_from create list revoke help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and __fish_seen_subcommand_from create" -l uses -d 'How many people may sign up with it, 1 to 1000' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and __fish_seen_subcommand_from create" -l for -d 'How long it is good: hours, days or weeks, e.g. 12h, 7d, 2w' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and __fish_seen_subcommand_from create" -l label -d 'What it is for' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and __fish_seen_subcommand_from create" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and __fish_seen_subcommand_from create" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and __fish_seen_subcommand_from create" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and __fish_seen_subcommand_from create" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and __fish_seen_subcommand_from create" -l json -d 'Write a JSON object; times are RFC 3339 in UTC'
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and __fish_seen_subcommand_from list" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and __fish_seen_subcommand_from list" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and __fish_seen_subcommand_from list" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and __fish_seen_subcommand_from list" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and __fish_seen_subcommand_from list" -l json -d 'Write a JSON array; times are RFC 3339 in UTC'
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and __fish_seen_subcommand_from revoke" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and __fish_seen_subcommand_from revoke" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and __fish_seen_subcommand_from revoke" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and __fish_seen_subcommand_from revoke" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and __fish_seen_subcommand_from revoke" -l json -d 'Write a JSON object; times are RFC 3339 in UTC'
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and __fish_seen_subcommand_from help" -f -a "create" -d 'Make an invitation and print its code, once'
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the invitations; those that ended over 30 days ago are gone'
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and __fish_seen_subcommand_from help" -f -a "revoke" -d 'Take an invitation back'
complete -c vestibule -n "__fish_vestibule_using_subcommand invite; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and not __fish_seen_subcommand_from list get set unset help" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and not __fish_seen_subcommand_from list get set unset help" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and not __fish_seen_subcommand_from list get set unset help" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and not __fish_seen_subcommand_from list get set unset help" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and not __fish_seen_subcommand_from list get set unset help" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and not __fish_seen_subcommand_from list get set unset help" -f -a "list" -d 'List the rules of the house, with their values and where those come from'
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and not __fish_seen_subcommand_from list get set unset help" -f -a "get" -d 'Show one rule'
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and not __fish_seen_subcommand_from list get set unset help" -f -a "set" -d 'Set a rule for every terminal, from the next thing done there on'
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and not __fish_seen_subcommand_from list get set unset help" -f -a "unset" -d 'Take back what was set: the configuration holds again, or the default'
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and not __fish_seen_subcommand_from list get set unset help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from list" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from list" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from list" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from list" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from list" -l json -d 'Write JSON'
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from get" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from get" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from get" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from get" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from get" -l json -d 'Write JSON'
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from set" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from set" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from set" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from set" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from set" -l dry-run -d 'Only say what would change'
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from set" -l json -d 'Write JSON'
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from unset" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from unset" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from unset" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from unset" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from unset" -l dry-run -d 'Only say what would change'
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from unset" -l json -d 'Write JSON'
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from unset" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the rules of the house, with their values and where those come from'
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from help" -f -a "get" -d 'Show one rule'
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from help" -f -a "set" -d 'Set a rule for every terminal, from the next thing done there on'
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from help" -f -a "unset" -d 'Take back what was set: the configuration holds again, or the default'
complete -c vestibule -n "__fish_vestibule_using_subcommand settings; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vestibule -n "__fish_vestibule_using_subcommand config" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand config" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand config" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand config" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand config" -l json -d 'Write a JSON array of key, value and source; a secret is `…`'
complete -c vestibule -n "__fish_vestibule_using_subcommand config" -l markdown -d 'Write the table of all settings that stands in the README'
complete -c vestibule -n "__fish_vestibule_using_subcommand config" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand backup" -l to -d 'Encrypt it for this public key of age (age1…); may be given again' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand backup" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand backup" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand backup" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand backup" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand backup" -l force -d 'Replace a file that is there'
complete -c vestibule -n "__fish_vestibule_using_subcommand backup" -l json -d 'Write a JSON object'
complete -c vestibule -n "__fish_vestibule_using_subcommand backup" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand restore" -l identity -d 'The file with the secret key of age, for an encrypted one' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand restore" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand restore" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand restore" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand restore" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand restore" -l force -d 'Replace the accounts that are here; they are kept in a file beside the database'
complete -c vestibule -n "__fish_vestibule_using_subcommand restore" -l dry-run -d 'Check the backup, and change nothing'
complete -c vestibule -n "__fish_vestibule_using_subcommand restore" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand doctor" -l send-test -d 'Send a test letter to this address, and say what became of it' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand doctor" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand doctor" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand doctor" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand doctor" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand doctor" -l json -d 'Write a JSON array'
complete -c vestibule -n "__fish_vestibule_using_subcommand doctor" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand completions" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand completions" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand completions" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand completions" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand completions" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand man" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand man" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand man" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand man" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand man" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand demo" -l config -d 'Read this configuration file' -r -F
complete -c vestibule -n "__fish_vestibule_using_subcommand demo" -l data-dir -d 'Keep everything in this directory' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand demo" -l seat -d 'Call this terminal so, in the audit and in letters' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand demo" -l set -d 'Set anything else, e.g. --set ui.mouse=false' -r
complete -c vestibule -n "__fish_vestibule_using_subcommand demo" -s h -l help -d 'Print help'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and not __fish_seen_subcommand_from setup account session search import export mail desk audit keys signup invite settings config backup restore doctor completions man demo help" -f -a "setup" -d 'Make the first admin; refused when there is an account already'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and not __fish_seen_subcommand_from setup account session search import export mail desk audit keys signup invite settings config backup restore doctor completions man demo help" -f -a "account" -d 'Find accounts, make and change them, let somebody in again'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and not __fish_seen_subcommand_from setup account session search import export mail desk audit keys signup invite settings config backup restore doctor completions man demo help" -f -a "session" -d 'List who is signed in where, and end it'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and not __fish_seen_subcommand_from setup account session search import export mail desk audit keys signup invite settings config backup restore doctor completions man demo help" -f -a "search" -d 'List the saved searches, save one, remove one'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and not __fish_seen_subcommand_from setup account session search import export mail desk audit keys signup invite settings config backup restore doctor completions man demo help" -f -a "import" -d 'Take over the accounts of another system, with the hashes of their passwords'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and not __fish_seen_subcommand_from setup account session search import export mail desk audit keys signup invite settings config backup restore doctor completions man demo help" -f -a "export" -d 'Write accounts into a file, as CSV or JSON Lines'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and not __fish_seen_subcommand_from setup account session search import export mail desk audit keys signup invite settings config backup restore doctor completions man demo help" -f -a "mail" -d 'List the letters and what became of them'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and not __fish_seen_subcommand_from setup account session search import export mail desk audit keys signup invite settings config backup restore doctor completions man demo help" -f -a "desk" -d 'See today at a glance: who came, what waits, who is signed in'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and not __fish_seen_subcommand_from setup account session search import export mail desk audit keys signup invite settings config backup restore doctor completions man demo help" -f -a "audit" -d 'List what happened, newest first, or write it into a file; check that nothing of it was changed'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and not __fish_seen_subcommand_from setup account session search import export mail desk audit keys signup invite settings config backup restore doctor completions man demo help" -f -a "keys" -d 'List the keys, replace them'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and not __fish_seen_subcommand_from setup account session search import export mail desk audit keys signup invite settings config backup restore doctor completions man demo help" -f -a "signup" -d 'See who waits to be let in; let them in or turn them down'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and not __fish_seen_subcommand_from setup account session search import export mail desk audit keys signup invite settings config backup restore doctor completions man demo help" -f -a "invite" -d 'Make invitations, list them, take them back'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and not __fish_seen_subcommand_from setup account session search import export mail desk audit keys signup invite settings config backup restore doctor completions man demo help" -f -a "settings" -d 'See the rules of the house and change them while everybody goes on'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and not __fish_seen_subcommand_from setup account session search import export mail desk audit keys signup invite settings config backup restore doctor completions man demo help" -f -a "config" -d 'Show every setting, its value and where it comes from'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and not __fish_seen_subcommand_from setup account session search import export mail desk audit keys signup invite settings config backup restore doctor completions man demo help" -f -a "backup" -d 'Make a copy of everything while the program is in use'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and not __fish_seen_subcommand_from setup account session search import export mail desk audit keys signup invite settings config backup restore doctor completions man demo help" -f -a "restore" -d 'Put a backup back; it is checked first'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and not __fish_seen_subcommand_from setup account session search import export mail desk audit keys signup invite settings config backup restore doctor completions man demo help" -f -a "doctor" -d 'Look whether all is well, and say what to do where it is not'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and not __fish_seen_subcommand_from setup account session search import export mail desk audit keys signup invite settings config backup restore doctor completions man demo help" -f -a "completions" -d 'Write what a shell needs to complete commands'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and not __fish_seen_subcommand_from setup account session search import export mail desk audit keys signup invite settings config backup restore doctor completions man demo help" -f -a "man" -d 'Write the manual pages'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and not __fish_seen_subcommand_from setup account session search import export mail desk audit keys signup invite settings config backup restore doctor completions man demo help" -f -a "demo" -d 'Look around in a house of 10,000 made-up people; nothing of it stays'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and not __fish_seen_subcommand_from setup account session search import export mail desk audit keys signup invite settings config backup restore doctor completions man demo help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from account" -f -a "list" -d 'List accounts'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from account" -f -a "show" -d 'Show one account with its sessions, codes, letters and what happened to it'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from account" -f -a "create" -d 'Make an account; its owner gets a letter to choose a password'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from account" -f -a "edit" -d 'Change the username, the display name or the address of an account'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from account" -f -a "suspend" -d 'Close accounts and end their sessions'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from account" -f -a "restore" -d 'Open accounts again; also those that wait to be let in'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from account" -f -a "role" -d 'Give accounts another role and end their sessions'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from account" -f -a "reset" -d 'Send letters to choose a new password'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from account" -f -a "resend" -d 'Send the letters again that owners wait for: to choose the first password, or to prove the address'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from account" -f -a "verify" -d 'Call addresses proved: you know whose they are'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from account" -f -a "validity" -d 'Say from when and until when accounts are good'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from account" -f -a "note" -d 'Note something about accounts, for the staff'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from account" -f -a "trash" -d 'Throw accounts away; for a week they can be taken back'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from account" -f -a "untrash" -d 'Take accounts out of the trash (--search state:trashed finds them)'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from account" -f -a "delete" -d 'Remove accounts for good; their owners are told'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from account" -f -a "undo" -d 'Take back what an act on accounts says with --json that it did; not to accounts that were changed since'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from account" -f -a "reset-code" -d 'Make a code with which somebody who can\'t get mail chooses a new password'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from account" -f -a "unlock" -d 'Forgive the wrong guesses at accounts that are closed for the day'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from account" -f -a "two-factor-off" -d 'Turn off two-factor sign-in of somebody who lost the phone and the recovery codes'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from account" -f -a "break-glass" -d 'Let the only admin in again, who can no longer get in by any other way'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from session" -f -a "list" -d 'List the live sessions of accounts, last used first'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from session" -f -a "end" -d 'End sessions: all of an account, or one'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from search" -f -a "list" -d 'List the saved searches by name'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from search" -f -a "save" -d 'Save a search for everybody at the desk, in place of the one of that name'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from search" -f -a "remove" -d 'Remove a saved search'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from mail" -f -a "list" -d 'List letters, newest first'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from mail" -f -a "retry" -d 'Put letters that failed back into the queue, and send what is due'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from audit" -f -a "list" -d 'List what happened, newest first'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from audit" -f -a "export" -d 'Write what happened into a file, newest first'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from audit" -f -a "verify" -d 'Hold every row against the chain; name the first that was changed or taken away'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from keys" -f -a "list" -d 'List the keys in the database, newest first; none of them is shown'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from keys" -f -a "rotate" -d 'Replace keys while everybody goes on; without a flag all three'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from signup" -f -a "list" -d 'List who waits: accounts to be let in, and registrations whose address is not proved yet'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from signup" -f -a "approve" -d 'Let in who waits; where the address is not proved you vouch for them'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from signup" -f -a "refuse" -d 'Turn down who waits: the account or the registration is removed'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from signup" -f -a "note" -d 'Note something about who waits, for the staff; it goes over to the account'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from invite" -f -a "create" -d 'Make an invitation and print its code, once'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from invite" -f -a "list" -d 'List the invitations; those that ended over 30 days ago are gone'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from invite" -f -a "revoke" -d 'Take an invitation back'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from settings" -f -a "list" -d 'List the rules of the house, with their values and where those come from'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from settings" -f -a "get" -d 'Show one rule'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from settings" -f -a "set" -d 'Set a rule for every terminal, from the next thing done there on'
complete -c vestibule -n "__fish_vestibule_using_subcommand help; and __fish_seen_subcommand_from settings" -f -a "unset" -d 'Take back what was set: the configuration holds again, or the default'
