
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'vestibule' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'vestibule'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'vestibule' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('setup', 'setup', [CompletionResultType]::ParameterValue, 'Make the first admin; refused when there is an account already')
            [CompletionResult]::new('account', 'account', [CompletionResultType]::ParameterValue, 'Find accounts, make and change them, let somebody in again')
            [CompletionResult]::new('session', 'session', [CompletionResultType]::ParameterValue, 'List who is signed in where, and end it')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'List the saved searches, save one, remove one')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Take over the accounts of another system, with the hashes of their passwords')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write accounts into a file, as CSV or JSON Lines')
            [CompletionResult]::new('mail', 'mail', [CompletionResultType]::ParameterValue, 'List the letters and what became of them')
            [CompletionResult]::new('desk', 'desk', [CompletionResultType]::ParameterValue, 'See today at a glance: who came, what waits, who is signed in')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'List what happened, newest first, or write it into a file; check that nothing of it was changed')
            [CompletionResult]::new('keys', 'keys', [CompletionResultType]::ParameterValue, 'List the keys, replace them')
            [CompletionResult]::new('signup', 'signup', [CompletionResultType]::ParameterValue, 'See who waits to be let in; let them in or turn them down')
            [CompletionResult]::new('invite', 'invite', [CompletionResultType]::ParameterValue, 'Make invitations, list them, take them back')
            [CompletionResult]::new('settings', 'settings', [CompletionResultType]::ParameterValue, 'See the rules of the house and change them while everybody goes on')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show every setting, its value and where it comes from')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Make a copy of everything while the program is in use')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Put a backup back; it is checked first')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Look whether all is well, and say what to do where it is not')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Write what a shell needs to complete commands')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Write the manual pages')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Look around in a house of 10,000 made-up people; nothing of it stays')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vestibule;setup' {
            [CompletionResult]::new('--username', '--username', [CompletionResultType]::ParameterName, 'The name to sign in with')
            [CompletionResult]::new('--email', '--email', [CompletionResultType]::ParameterName, 'Where letters go')
            [CompletionResult]::new('--display-name', '--display-name', [CompletionResultType]::ParameterName, 'The name to be called by')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the password from standard input; a line break at its end is not part of it')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;account' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List accounts')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one account with its sessions, codes, letters and what happened to it')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make an account; its owner gets a letter to choose a password')
            [CompletionResult]::new('edit', 'edit', [CompletionResultType]::ParameterValue, 'Change the username, the display name or the address of an account')
            [CompletionResult]::new('suspend', 'suspend', [CompletionResultType]::ParameterValue, 'Close accounts and end their sessions')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Open accounts again; also those that wait to be let in')
            [CompletionResult]::new('role', 'role', [CompletionResultType]::ParameterValue, 'Give accounts another role and end their sessions')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Send letters to choose a new password')
            [CompletionResult]::new('resend', 'resend', [CompletionResultType]::ParameterValue, 'Send the letters again that owners wait for: to choose the first password, or to prove the address')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Call addresses proved: you know whose they are')
            [CompletionResult]::new('validity', 'validity', [CompletionResultType]::ParameterValue, 'Say from when and until when accounts are good')
            [CompletionResult]::new('note', 'note', [CompletionResultType]::ParameterValue, 'Note something about accounts, for the staff')
            [CompletionResult]::new('trash', 'trash', [CompletionResultType]::ParameterValue, 'Throw accounts away; for a week they can be taken back')
            [CompletionResult]::new('untrash', 'untrash', [CompletionResultType]::ParameterValue, 'Take accounts out of the trash (--search state:trashed finds them)')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Remove accounts for good; their owners are told')
            [CompletionResult]::new('reset-code', 'reset-code', [CompletionResultType]::ParameterValue, 'Make a code with which somebody who can''t get mail chooses a new password')
            [CompletionResult]::new('unlock', 'unlock', [CompletionResultType]::ParameterValue, 'Forgive the wrong guesses at an account that is closed for the day')
            [CompletionResult]::new('two-factor-off', 'two-factor-off', [CompletionResultType]::ParameterValue, 'Turn off two-factor sign-in of somebody who lost the phone and the recovery codes')
            [CompletionResult]::new('break-glass', 'break-glass', [CompletionResultType]::ParameterValue, 'Let the only admin in again, who can no longer get in by any other way')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vestibule;account;list' {
            [CompletionResult]::new('--search', '--search', [CompletionResultType]::ParameterName, 'Only what contains all these words; case and accents do not matter')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Most rows [default: 50; with --json all]')
            [CompletionResult]::new('--saved', '--saved', [CompletionResultType]::ParameterName, 'Search as was saved under this name')
            [CompletionResult]::new('--columns', '--columns', [CompletionResultType]::ParameterName, 'Columns of the table; with --json every field is written')
            [CompletionResult]::new('--sort', '--sort', [CompletionResultType]::ParameterName, 'What to sort by')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON array, one object a line; times are RFC 3339 in UTC')
            [CompletionResult]::new('--desc', '--desc', [CompletionResultType]::ParameterName, 'Largest first')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;account;show' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON object; times are RFC 3339 in UTC')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;account;create' {
            [CompletionResult]::new('--username', '--username', [CompletionResultType]::ParameterName, 'The name to sign in with')
            [CompletionResult]::new('--email', '--email', [CompletionResultType]::ParameterName, 'Where letters go; the first one asks for a password')
            [CompletionResult]::new('--display-name', '--display-name', [CompletionResultType]::ParameterName, 'The name to be called by')
            [CompletionResult]::new('--role', '--role', [CompletionResultType]::ParameterName, 'What it may do: user, helper or admin')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON object; times are RFC 3339 in UTC')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;account;edit' {
            [CompletionResult]::new('--username', '--username', [CompletionResultType]::ParameterName, 'Another name to sign in with')
            [CompletionResult]::new('--display-name', '--display-name', [CompletionResultType]::ParameterName, 'Another name to be called by; an empty one takes it away')
            [CompletionResult]::new('--email', '--email', [CompletionResultType]::ParameterName, 'Another address; the old one is told')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--verified', '--verified', [CompletionResultType]::ParameterName, 'You know whose the other address is: it counts as proved')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON object; times are RFC 3339 in UTC')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;account;suspend' {
            [CompletionResult]::new('--search', '--search', [CompletionResultType]::ParameterName, 'Everybody whom this finds, as in `account list --search`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do it without asking')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would happen to each, and do nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON array, one object a line')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;account;restore' {
            [CompletionResult]::new('--search', '--search', [CompletionResultType]::ParameterName, 'Everybody whom this finds, as in `account list --search`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do it without asking')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would happen to each, and do nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON array, one object a line')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;account;role' {
            [CompletionResult]::new('--search', '--search', [CompletionResultType]::ParameterName, 'Everybody whom this finds, as in `account list --search`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do it without asking')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would happen to each, and do nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON array, one object a line')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;account;reset' {
            [CompletionResult]::new('--search', '--search', [CompletionResultType]::ParameterName, 'Everybody whom this finds, as in `account list --search`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do it without asking')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would happen to each, and do nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON array, one object a line')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;account;resend' {
            [CompletionResult]::new('--search', '--search', [CompletionResultType]::ParameterName, 'Everybody whom this finds, as in `account list --search`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do it without asking')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would happen to each, and do nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON array, one object a line')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;account;verify' {
            [CompletionResult]::new('--search', '--search', [CompletionResultType]::ParameterName, 'Everybody whom this finds, as in `account list --search`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do it without asking')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would happen to each, and do nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON array, one object a line')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;account;validity' {
            [CompletionResult]::new('--search', '--search', [CompletionResultType]::ParameterName, 'Everybody whom this finds, as in `account list --search`')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The first day, e.g. 2026-09-01, in UTC; or none. What is not given stays')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'The last day, e.g. 2027-06-30, in UTC; or none. What is not given stays')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do it without asking')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would happen to each, and do nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON array, one object a line')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;account;note' {
            [CompletionResult]::new('--search', '--search', [CompletionResultType]::ParameterName, 'Everybody whom this finds, as in `account list --search`')
            [CompletionResult]::new('--text', '--text', [CompletionResultType]::ParameterName, 'The note, one line; an empty one takes it away')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do it without asking')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would happen to each, and do nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON array, one object a line')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;account;trash' {
            [CompletionResult]::new('--search', '--search', [CompletionResultType]::ParameterName, 'Everybody whom this finds, as in `account list --search`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do it without asking')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would happen to each, and do nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON array, one object a line')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;account;untrash' {
            [CompletionResult]::new('--search', '--search', [CompletionResultType]::ParameterName, 'Everybody whom this finds, as in `account list --search`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do it without asking')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would happen to each, and do nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON array, one object a line')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;account;delete' {
            [CompletionResult]::new('--search', '--search', [CompletionResultType]::ParameterName, 'Everybody whom this finds, as in `account list --search`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do it without asking')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would happen to each, and do nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON array, one object a line')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;account;reset-code' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON object; times are RFC 3339 in UTC')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;account;unlock' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;account;two-factor-off' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;account;break-glass' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do it: the account''s second factor goes, its sessions end, and its address is told')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON object; times are RFC 3339 in UTC')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;account;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List accounts')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one account with its sessions, codes, letters and what happened to it')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make an account; its owner gets a letter to choose a password')
            [CompletionResult]::new('edit', 'edit', [CompletionResultType]::ParameterValue, 'Change the username, the display name or the address of an account')
            [CompletionResult]::new('suspend', 'suspend', [CompletionResultType]::ParameterValue, 'Close accounts and end their sessions')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Open accounts again; also those that wait to be let in')
            [CompletionResult]::new('role', 'role', [CompletionResultType]::ParameterValue, 'Give accounts another role and end their sessions')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Send letters to choose a new password')
            [CompletionResult]::new('resend', 'resend', [CompletionResultType]::ParameterValue, 'Send the letters again that owners wait for: to choose the first password, or to prove the address')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Call addresses proved: you know whose they are')
            [CompletionResult]::new('validity', 'validity', [CompletionResultType]::ParameterValue, 'Say from when and until when accounts are good')
            [CompletionResult]::new('note', 'note', [CompletionResultType]::ParameterValue, 'Note something about accounts, for the staff')
            [CompletionResult]::new('trash', 'trash', [CompletionResultType]::ParameterValue, 'Throw accounts away; for a week they can be taken back')
            [CompletionResult]::new('untrash', 'untrash', [CompletionResultType]::ParameterValue, 'Take accounts out of the trash (--search state:trashed finds them)')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Remove accounts for good; their owners are told')
            [CompletionResult]::new('reset-code', 'reset-code', [CompletionResultType]::ParameterValue, 'Make a code with which somebody who can''t get mail chooses a new password')
            [CompletionResult]::new('unlock', 'unlock', [CompletionResultType]::ParameterValue, 'Forgive the wrong guesses at an account that is closed for the day')
            [CompletionResult]::new('two-factor-off', 'two-factor-off', [CompletionResultType]::ParameterValue, 'Turn off two-factor sign-in of somebody who lost the phone and the recovery codes')
            [CompletionResult]::new('break-glass', 'break-glass', [CompletionResultType]::ParameterValue, 'Let the only admin in again, who can no longer get in by any other way')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vestibule;account;help;list' {
            break
        }
        'vestibule;account;help;show' {
            break
        }
        'vestibule;account;help;create' {
            break
        }
        'vestibule;account;help;edit' {
            break
        }
        'vestibule;account;help;suspend' {
            break
        }
        'vestibule;account;help;restore' {
            break
        }
        'vestibule;account;help;role' {
            break
        }
        'vestibule;account;help;reset' {
            break
        }
        'vestibule;account;help;resend' {
            break
        }
        'vestibule;account;help;verify' {
            break
        }
        'vestibule;account;help;validity' {
            break
        }
        'vestibule;account;help;note' {
            break
        }
        'vestibule;account;help;trash' {
            break
        }
        'vestibule;account;help;untrash' {
            break
        }
        'vestibule;account;help;delete' {
            break
        }
        'vestibule;account;help;reset-code' {
            break
        }
        'vestibule;account;help;unlock' {
            break
        }
        'vestibule;account;help;two-factor-off' {
            break
        }
        'vestibule;account;help;break-glass' {
            break
        }
        'vestibule;account;help;help' {
            break
        }
        'vestibule;session' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the live sessions of accounts, last used first')
            [CompletionResult]::new('end', 'end', [CompletionResultType]::ParameterValue, 'End sessions: all of an account, or one')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vestibule;session;list' {
            [CompletionResult]::new('--search', '--search', [CompletionResultType]::ParameterName, 'Everybody whom this finds, as in `account list --search`')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON array, one object a line; times are RFC 3339 in UTC')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;session;end' {
            [CompletionResult]::new('--search', '--search', [CompletionResultType]::ParameterName, 'Everybody whom this finds, as in `account list --search`')
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'Only this session, as `session list --json` names it')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do it without asking')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would happen to each, and do nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON array, one object a line')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;session;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the live sessions of accounts, last used first')
            [CompletionResult]::new('end', 'end', [CompletionResultType]::ParameterValue, 'End sessions: all of an account, or one')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vestibule;session;help;list' {
            break
        }
        'vestibule;session;help;end' {
            break
        }
        'vestibule;session;help;help' {
            break
        }
        'vestibule;search' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the saved searches by name')
            [CompletionResult]::new('save', 'save', [CompletionResultType]::ParameterValue, 'Save a search for everybody at the desk, in place of the one of that name')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a saved search')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vestibule;search;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON array')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;search;save' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;search;remove' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;search;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the saved searches by name')
            [CompletionResult]::new('save', 'save', [CompletionResultType]::ParameterValue, 'Save a search for everybody at the desk, in place of the one of that name')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a saved search')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vestibule;search;help;list' {
            break
        }
        'vestibule;search;help;save' {
            break
        }
        'vestibule;search;help;remove' {
            break
        }
        'vestibule;search;help;help' {
            break
        }
        'vestibule;import' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Its format, csv or jsonl [default: by its name]')
            [CompletionResult]::new('--map', '--map', [CompletionResultType]::ParameterName, 'What the file calls things, e.g. username=login,email=mail')
            [CompletionResult]::new('--rejects', '--rejects', [CompletionResultType]::ParameterName, 'Write the lines that were refused here, with the reason, to be mended and imported again. The file holds their hashes: it is made for its owner alone')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would become of each row, and how long it would take; write nothing')
            [CompletionResult]::new('--hash-passwords', '--hash-passwords', [CompletionResultType]::ParameterName, 'Take passwords in plain text and hash them. That takes a quarter of a second of one core each; the command says first how long it will take. A short one has to be changed at the first sign-in')
            [CompletionResult]::new('--allow-admins', '--allow-admins', [CompletionResultType]::ParameterName, 'Take admins and helpers, too; their rows are refused otherwise')
            [CompletionResult]::new('--ignore-unknown', '--ignore-unknown', [CompletionResultType]::ParameterName, 'Pass over columns and fields with other names')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON object')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;export' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Its format, csv or jsonl [default: by its name; csv on standard output]')
            [CompletionResult]::new('--columns', '--columns', [CompletionResultType]::ParameterName, 'What of each account, e.g. username,email')
            [CompletionResult]::new('--search', '--search', [CompletionResultType]::ParameterName, 'Only accounts that match, as in `account list`: words, role:admin, state:suspended, seen:<30d, !verified:no')
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'Export as this admin: asks for the password, and the code of who has a second factor')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write over a file that is there')
            [CompletionResult]::new('--with-hashes', '--with-hashes', [CompletionResultType]::ParameterName, 'With the hashes of passwords. Needs --as: an admin has to prove who they are')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the password from the first line of standard input, and the code from the second')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;mail' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List letters, newest first')
            [CompletionResult]::new('retry', 'retry', [CompletionResultType]::ParameterValue, 'Put letters that failed back into the queue, and send what is due')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vestibule;mail;list' {
            [CompletionResult]::new('--search', '--search', [CompletionResultType]::ParameterName, 'Only what contains all these words; case and accents do not matter')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Most rows [default: 50; with --json all]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON array, one object a line; times are RFC 3339 in UTC')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;mail;retry' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;mail;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List letters, newest first')
            [CompletionResult]::new('retry', 'retry', [CompletionResultType]::ParameterValue, 'Put letters that failed back into the queue, and send what is due')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vestibule;mail;help;list' {
            break
        }
        'vestibule;mail;help;retry' {
            break
        }
        'vestibule;mail;help;help' {
            break
        }
        'vestibule;desk' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON object; times are RFC 3339 in UTC')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;audit' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what happened, newest first')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write what happened into a file, newest first')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Hold every row against the chain; name the first that was changed or taken away')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vestibule;audit;list' {
            [CompletionResult]::new('--search', '--search', [CompletionResultType]::ParameterName, 'Only what contains all these words; case and accents do not matter')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Most rows [default: 50; with --json all]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'Only what this account did, or what was done to it')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON array, one object a line; times are RFC 3339 in UTC')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;audit;export' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What the file is made of')
            [CompletionResult]::new('--search', '--search', [CompletionResultType]::ParameterName, 'Only what this search finds')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'Only what this account did, or what was done to it')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write over a file that is there')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;audit;verify' {
            [CompletionResult]::new('--expect', '--expect', [CompletionResultType]::ParameterName, 'This row has to be there, with this link: a head that was noted earlier')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON object')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;audit;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what happened, newest first')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write what happened into a file, newest first')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Hold every row against the chain; name the first that was changed or taken away')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vestibule;audit;help;list' {
            break
        }
        'vestibule;audit;help;export' {
            break
        }
        'vestibule;audit;help;verify' {
            break
        }
        'vestibule;audit;help;help' {
            break
        }
        'vestibule;keys' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the keys in the database, newest first; none of them is shown')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Replace keys while everybody goes on; without a flag all three')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vestibule;keys;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON array; times are RFC 3339 in UTC')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;keys;rotate' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--signing', '--signing', [CompletionResultType]::ParameterName, 'The key that signs tokens')
            [CompletionResult]::new('--sealing', '--sealing', [CompletionResultType]::ParameterName, 'The key that seals letters that wait and second factors')
            [CompletionResult]::new('--pepper', '--pepper', [CompletionResultType]::ParameterName, 'The pepper of passwords and recovery codes')
            [CompletionResult]::new('--drop-oldest', '--drop-oldest', [CompletionResultType]::ParameterName, 'Give up passwords and recovery codes that still need the pepper before the last')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON object')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;keys;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the keys in the database, newest first; none of them is shown')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Replace keys while everybody goes on; without a flag all three')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vestibule;keys;help;list' {
            break
        }
        'vestibule;keys;help;rotate' {
            break
        }
        'vestibule;keys;help;help' {
            break
        }
        'vestibule;signup' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List who waits: accounts to be let in, and registrations whose address is not proved yet')
            [CompletionResult]::new('approve', 'approve', [CompletionResultType]::ParameterValue, 'Let in who waits; where the address is not proved you vouch for them')
            [CompletionResult]::new('refuse', 'refuse', [CompletionResultType]::ParameterValue, 'Turn down who waits: the account or the registration is removed')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vestibule;signup;list' {
            [CompletionResult]::new('--search', '--search', [CompletionResultType]::ParameterName, 'Only what contains all these words; case and accents do not matter')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Most rows: those that wait longest')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON array; times are RFC 3339 in UTC')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;signup;approve' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would happen to whom')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON array')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;signup;refuse' {
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why; it stands in the letter and in the audit')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would happen to whom')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON array')
            [CompletionResult]::new('--no-letter', '--no-letter', [CompletionResultType]::ParameterName, 'Write no letter')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;signup;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List who waits: accounts to be let in, and registrations whose address is not proved yet')
            [CompletionResult]::new('approve', 'approve', [CompletionResultType]::ParameterValue, 'Let in who waits; where the address is not proved you vouch for them')
            [CompletionResult]::new('refuse', 'refuse', [CompletionResultType]::ParameterValue, 'Turn down who waits: the account or the registration is removed')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vestibule;signup;help;list' {
            break
        }
        'vestibule;signup;help;approve' {
            break
        }
        'vestibule;signup;help;refuse' {
            break
        }
        'vestibule;signup;help;help' {
            break
        }
        'vestibule;invite' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make an invitation and print its code, once')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the invitations; those that ended over 30 days ago are gone')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Take an invitation back')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vestibule;invite;create' {
            [CompletionResult]::new('--uses', '--uses', [CompletionResultType]::ParameterName, 'How many people may sign up with it, 1 to 1000')
            [CompletionResult]::new('--for', '--for', [CompletionResultType]::ParameterName, 'How long it is good: hours, days or weeks, e.g. 12h, 7d, 2w')
            [CompletionResult]::new('--label', '--label', [CompletionResultType]::ParameterName, 'What it is for')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON object; times are RFC 3339 in UTC')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;invite;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON array; times are RFC 3339 in UTC')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;invite;revoke' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON object; times are RFC 3339 in UTC')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;invite;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make an invitation and print its code, once')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the invitations; those that ended over 30 days ago are gone')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Take an invitation back')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vestibule;invite;help;create' {
            break
        }
        'vestibule;invite;help;list' {
            break
        }
        'vestibule;invite;help;revoke' {
            break
        }
        'vestibule;invite;help;help' {
            break
        }
        'vestibule;settings' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the rules of the house, with their values and where those come from')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show one rule')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Set a rule for every terminal, from the next thing done there on')
            [CompletionResult]::new('unset', 'unset', [CompletionResultType]::ParameterValue, 'Take back what was set: the configuration holds again, or the default')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vestibule;settings;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write JSON')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;settings;get' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write JSON')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;settings;set' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would change')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write JSON')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;settings;unset' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would change')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write JSON')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;settings;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the rules of the house, with their values and where those come from')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show one rule')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Set a rule for every terminal, from the next thing done there on')
            [CompletionResult]::new('unset', 'unset', [CompletionResultType]::ParameterValue, 'Take back what was set: the configuration holds again, or the default')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vestibule;settings;help;list' {
            break
        }
        'vestibule;settings;help;get' {
            break
        }
        'vestibule;settings;help;set' {
            break
        }
        'vestibule;settings;help;unset' {
            break
        }
        'vestibule;settings;help;help' {
            break
        }
        'vestibule;config' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON array of key, value and source; a secret is `…`')
            [CompletionResult]::new('--markdown', '--markdown', [CompletionResultType]::ParameterName, 'Write the table of all settings that stands in the README')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;backup' {
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Encrypt it for this public key of age (age1…); may be given again')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace a file that is there')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON object')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;restore' {
            [CompletionResult]::new('--identity', '--identity', [CompletionResultType]::ParameterName, 'The file with the secret key of age, for an encrypted one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace the accounts that are here; they are kept in a file beside the database')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Check the backup, and change nothing')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;doctor' {
            [CompletionResult]::new('--send-test', '--send-test', [CompletionResultType]::ParameterName, 'Send a test letter to this address, and say what became of it')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Write a JSON array')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;completions' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;man' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;demo' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep everything in this directory')
            [CompletionResult]::new('--seat', '--seat', [CompletionResultType]::ParameterName, 'Call this terminal so, in the audit and in letters')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set anything else, e.g. --set ui.mouse=false')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'vestibule;help' {
            [CompletionResult]::new('setup', 'setup', [CompletionResultType]::ParameterValue, 'Make the first admin; refused when there is an account already')
            [CompletionResult]::new('account', 'account', [CompletionResultType]::ParameterValue, 'Find accounts, make and change them, let somebody in again')
            [CompletionResult]::new('session', 'session', [CompletionResultType]::ParameterValue, 'List who is signed in where, and end it')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'List the saved searches, save one, remove one')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Take over the accounts of another system, with the hashes of their passwords')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write accounts into a file, as CSV or JSON Lines')
            [CompletionResult]::new('mail', 'mail', [CompletionResultType]::ParameterValue, 'List the letters and what became of them')
            [CompletionResult]::new('desk', 'desk', [CompletionResultType]::ParameterValue, 'See today at a glance: who came, what waits, who is signed in')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'List what happened, newest first, or write it into a file; check that nothing of it was changed')
            [CompletionResult]::new('keys', 'keys', [CompletionResultType]::ParameterValue, 'List the keys, replace them')
            [CompletionResult]::new('signup', 'signup', [CompletionResultType]::ParameterValue, 'See who waits to be let in; let them in or turn them down')
            [CompletionResult]::new('invite', 'invite', [CompletionResultType]::ParameterValue, 'Make invitations, list them, take them back')
            [CompletionResult]::new('settings', 'settings', [CompletionResultType]::ParameterValue, 'See the rules of the house and change them while everybody goes on')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show every setting, its value and where it comes from')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Make a copy of everything while the program is in use')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Put a backup back; it is checked first')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Look whether all is well, and say what to do where it is not')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Write what a shell needs to complete commands')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Write the manual pages')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Look around in a house of 10,000 made-up people; nothing of it stays')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vestibule;help;setup' {
            break
        }
        'vestibule;help;account' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List accounts')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one account with its sessions, codes, letters and what happened to it')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make an account; its owner gets a letter to choose a password')
            [CompletionResult]::new('edit', 'edit', [CompletionResultType]::ParameterValue, 'Change the username, the display name or the address of an account')
            [CompletionResult]::new('suspend', 'suspend', [CompletionResultType]::ParameterValue, 'Close accounts and end their sessions')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Open accounts again; also those that wait to be let in')
            [CompletionResult]::new('role', 'role', [CompletionResultType]::ParameterValue, 'Give accounts another role and end their sessions')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Send letters to choose a new password')
            [CompletionResult]::new('resend', 'resend', [CompletionResultType]::ParameterValue, 'Send the letters again that owners wait for: to choose the first password, or to prove the address')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Call addresses proved: you know whose they are')
            [CompletionResult]::new('validity', 'validity', [CompletionResultType]::ParameterValue, 'Say from when and until when accounts are good')
            [CompletionResult]::new('note', 'note', [CompletionResultType]::ParameterValue, 'Note something about accounts, for the staff')
            [CompletionResult]::new('trash', 'trash', [CompletionResultType]::ParameterValue, 'Throw accounts away; for a week they can be taken back')
            [CompletionResult]::new('untrash', 'untrash', [CompletionResultType]::ParameterValue, 'Take accounts out of the trash (--search state:trashed finds them)')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Remove accounts for good; their owners are told')
            [CompletionResult]::new('reset-code', 'reset-code', [CompletionResultType]::ParameterValue, 'Make a code with which somebody who can''t get mail chooses a new password')
            [CompletionResult]::new('unlock', 'unlock', [CompletionResultType]::ParameterValue, 'Forgive the wrong guesses at an account that is closed for the day')
            [CompletionResult]::new('two-factor-off', 'two-factor-off', [CompletionResultType]::ParameterValue, 'Turn off two-factor sign-in of somebody who lost the phone and the recovery codes')
            [CompletionResult]::new('break-glass', 'break-glass', [CompletionResultType]::ParameterValue, 'Let the only admin in again, who can no longer get in by any other way')
            break
        }
        'vestibule;help;account;list' {
            break
        }
        'vestibule;help;account;show' {
            break
        }
        'vestibule;help;account;create' {
            break
        }
        'vestibule;help;account;edit' {
            break
        }
        'vestibule;help;account;suspend' {
            break
        }
        'vestibule;help;account;restore' {
            break
        }
        'vestibule;help;account;role' {
            break
        }
        'vestibule;help;account;reset' {
            break
        }
        'vestibule;help;account;resend' {
            break
        }
        'vestibule;help;account;verify' {
            break
        }
        'vestibule;help;account;validity' {
            break
        }
        'vestibule;help;account;note' {
            break
        }
        'vestibule;help;account;trash' {
            break
        }
        'vestibule;help;account;untrash' {
            break
        }
        'vestibule;help;account;delete' {
            break
        }
        'vestibule;help;account;reset-code' {
            break
        }
        'vestibule;help;account;unlock' {
            break
        }
        'vestibule;help;account;two-factor-off' {
            break
        }
        'vestibule;help;account;break-glass' {
            break
        }
        'vestibule;help;session' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the live sessions of accounts, last used first')
            [CompletionResult]::new('end', 'end', [CompletionResultType]::ParameterValue, 'End sessions: all of an account, or one')
            break
        }
        'vestibule;help;session;list' {
            break
        }
        'vestibule;help;session;end' {
            break
        }
        'vestibule;help;search' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the saved searches by name')
            [CompletionResult]::new('save', 'save', [CompletionResultType]::ParameterValue, 'Save a search for everybody at the desk, in place of the one of that name')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a saved search')
            break
        }
        'vestibule;help;search;list' {
            break
        }
        'vestibule;help;search;save' {
            break
        }
        'vestibule;help;search;remove' {
            break
        }
        'vestibule;help;import' {
            break
        }
        'vestibule;help;export' {
            break
        }
        'vestibule;help;mail' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List letters, newest first')
            [CompletionResult]::new('retry', 'retry', [CompletionResultType]::ParameterValue, 'Put letters that failed back into the queue, and send what is due')
            break
        }
        'vestibule;help;mail;list' {
            break
        }
        'vestibule;help;mail;retry' {
            break
        }
        'vestibule;help;desk' {
            break
        }
        'vestibule;help;audit' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what happened, newest first')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write what happened into a file, newest first')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Hold every row against the chain; name the first that was changed or taken away')
            break
        }
        'vestibule;help;audit;list' {
            break
        }
        'vestibule;help;audit;export' {
            break
        }
        'vestibule;help;audit;verify' {
            break
        }
        'vestibule;help;keys' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the keys in the database, newest first; none of them is shown')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Replace keys while everybody goes on; without a flag all three')
            break
        }
        'vestibule;help;keys;list' {
            break
        }
        'vestibule;help;keys;rotate' {
            break
        }
        'vestibule;help;signup' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List who waits: accounts to be let in, and registrations whose address is not proved yet')
            [CompletionResult]::new('approve', 'approve', [CompletionResultType]::ParameterValue, 'Let in who waits; where the address is not proved you vouch for them')
            [CompletionResult]::new('refuse', 'refuse', [CompletionResultType]::ParameterValue, 'Turn down who waits: the account or the registration is removed')
            break
        }
        'vestibule;help;signup;list' {
            break
        }
        'vestibule;help;signup;approve' {
            break
        }
        'vestibule;help;signup;refuse' {
            break
        }
        'vestibule;help;invite' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make an invitation and print its code, once')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the invitations; those that ended over 30 days ago are gone')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Take an invitation back')
            break
        }
        'vestibule;help;invite;create' {
            break
        }
        'vestibule;help;invite;list' {
            break
        }
        'vestibule;help;invite;revoke' {
            break
        }
        'vestibule;help;settings' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the rules of the house, with their values and where those come from')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show one rule')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Set a rule for every terminal, from the next thing done there on')
            [CompletionResult]::new('unset', 'unset', [CompletionResultType]::ParameterValue, 'Take back what was set: the configuration holds again, or the default')
            break
        }
        'vestibule;help;settings;list' {
            break
        }
        'vestibule;help;settings;get' {
            break
        }
        'vestibule;help;settings;set' {
            break
        }
        'vestibule;help;settings;unset' {
            break
        }
        'vestibule;help;config' {
            break
        }
        'vestibule;help;backup' {
            break
        }
        'vestibule;help;restore' {
            break
        }
        'vestibule;help;doctor' {
            break
        }
        'vestibule;help;completions' {
            break
        }
        'vestibule;help;man' {
            break
        }
        'vestibule;help;demo' {
            break
        }
        'vestibule;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
