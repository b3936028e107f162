import { type CommandDefinition, JSON_OPTION } from './definition.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** The long and short forms of an option: "-f, --follow" gives both. */
function formsOf(flags: string): string[] {
  return flags.split(/[\s,]+/).filter((word) => word.startsWith('-'));
}

interface Candidates {
  /** The commands of a group. */
  words: string[];
  options: string[];
}

/** Returns what can follow the words of each command. */
function candidates(definitions: readonly CommandDefinition[]): Map<string, Candidates> {
  const map = new Map<string, Candidates>();
  const add = (key: string, kind: keyof Candidates, added: readonly string[]) => {
    const entry = map.get(key) ?? { words: [], options: [] };
    entry[kind].push(...added.filter((word) => !entry[kind].includes(word)));
    map.set(key, entry);
  };
  add('', 'options', ['--help', '--version']);
  for (const { name, options } of definitions) {
    const [group = '', member] = name.split(' ');
    add('', 'words', [group]);
    if (member) add(group, 'words', [member]);
    const flags = [...Object.values(options), JSON_OPTION].flatMap((option) => formsOf(option.flags));
    add(name, 'options', [...flags, '--help']);
  }
  return map;
}

const takesAgent = (definition: CommandDefinition) => 'agent' in definition.arguments;

/**
 * Returns a script for the shell. It calls "bulkhead ls --quiet" for the names of agents; where nothing else fits, the
 * shell completes names of files.
 */
export function completionScript(shell: Shell, definitions: readonly CommandDefinition[]): string {
  if (shell === 'fish') return fishScript(definitions);
  const agents = definitions.filter(takesAgent).map(({ name }) => name);
  const cases = [...candidates(definitions)].map(
    ([command, { words, options }]) =>
      `    '${command}') words='${words.join(' ')}' options='${options.join(' ')}' ;;`,
  );
  const body = [
    '_bulkhead() {',
    '  local current="$1" command="$2" words="" options=""',
    '  case "$command" in',
    ...cases,
    '  esac',
    '  case "$current" in -*) printf "%s" "$options"; return ;; esac',
    '  case "$command" in',
    `    ${agents.map((name) => `'${name}'`).join('|')}) words="$words $(bulkhead ls --quiet 2>/dev/null)" ;;`,
    '  esac',
    '  printf "%s" "$words"',
    '}',
  ];
  // The longest command in the line decides what can follow.
  const groups = definitions.filter(({ name }) => name.includes(' ')).map(({ name }) => `'${name}'`);
  const find = [
    '_bulkhead_command() {',
    '  local two="$1 $2"',
    `  case "$two" in ${groups.join('|')}) printf "%s" "$two" ;; *) printf "%s" "$1" ;; esac`,
    '}',
  ];
  return [...body, ...find, ...(shell === 'bash' ? BASH : ZSH)].join('\n');
}

const BASH = [
  '_bulkhead_complete() {',
  '  local current="${COMP_WORDS[COMP_CWORD]}" first="" second=""',
  '  [ "$COMP_CWORD" -gt 1 ] && first="${COMP_WORDS[1]}"',
  '  [ "$COMP_CWORD" -gt 2 ] && second="${COMP_WORDS[2]}"',
  '  COMPREPLY=($(compgen -W "$(_bulkhead "$current" "$(_bulkhead_command "$first" "$second")")" -- "$current"))',
  '}',
  'complete -o default -F _bulkhead_complete bulkhead',
];

const ZSH = [
  '_bulkhead_complete() {',
  '  local current="${words[CURRENT]}" first="" second=""',
  '  [ "$CURRENT" -gt 2 ] && first="${words[2]}"',
  '  [ "$CURRENT" -gt 3 ] && second="${words[3]}"',
  '  compadd -- $(_bulkhead "$current" "$(_bulkhead_command "$first" "$second")") || _files',
  '}',
  'compdef _bulkhead_complete bulkhead',
];

/** Arguments, and values of options, that are paths of this machine. */
const PATHS = new Set(['file', 'folder', 'path', 'source', 'destination', 'profile', 'command']);

const takesFiles = ({ arguments: all }: CommandDefinition) => Object.keys(all).some((key) => PATHS.has(key));

const quoted = (text: string) => `'${text.replaceAll("'", "\\'")}'`;

/** `__bulkhead_in`: the command line begins with these words. `__bulkhead_at`: and has no further ones. */
const FISH = [
  'function __bulkhead_in',
  '  set -l words (commandline -opc)',
  '  test (count $words) -gt (count $argv); or return 1',
  '  set -l first $words[2..(math (count $argv) + 1)]',
  '  test "$first" = "$argv"',
  'end',
  'function __bulkhead_at',
  '  test (count (commandline -opc)) -eq (math (count $argv) + 1); and __bulkhead_in $argv',
  'end',
  'complete -c bulkhead -n __fish_use_subcommand -f',
];

function fishScript(definitions: readonly CommandDefinition[]): string {
  const lines = [...FISH];
  for (const definition of definitions) {
    const { name, summary, isDefault, options } = definition;
    const add = (condition: string, rest: string) =>
      lines.push(`complete -c bulkhead -n '${condition}' ${rest}`);
    const [group = '', member] = name.split(' ');
    if (!member || isDefault) add('__fish_use_subcommand', `-a ${group} -d ${quoted(summary)}`);
    if (member) add(`__bulkhead_at ${group}`, `-f -a ${member} -d ${quoted(summary)}`);
    const inCommand = `__bulkhead_in ${name}`;
    if (!takesFiles(definition)) add(inCommand, '-f');
    if (takesAgent(definition)) add(inCommand, "-a '(bulkhead ls --quiet 2>/dev/null)'");
    for (const option of [...Object.values(options), JSON_OPTION]) {
      const forms = formsOf(option.flags).map((form) =>
        form.startsWith('--') ? `-l ${form.slice(2)}` : `-s ${form.slice(1)}`,
      );
      const [, value] = /<([^>]+)>/.exec(option.flags) ?? [];
      if (value !== undefined) forms.push(PATHS.has(value) ? '-r -F' : '-x');
      add(inCommand, `${forms.join(' ')} -d ${quoted(option.summary)}`);
    }
  }
  return lines.join('\n');
}
