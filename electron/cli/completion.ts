import { type CommandDefinition, JSON_OPTION } from './definition.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** The long and short forms of an option: "-f, --follow" gives both. */
function formsOf(flags: string): string[] {
  return flags.split(/[\s,]+/).filter((word) => word.startsWith('-'));
}

/** Arguments, and values of options, that are paths of this machine, or a program's own arguments. */
const PATHS = new Set(['file', 'folder', 'path', 'source', 'destination', 'profile', 'command']);

/** What the words of one command can be. */
interface Candidates {
  /** The commands of a group. */
  words: string[];
  options: string[];
  /** The options that take the next word. */
  valued: string[];
  /** What each argument is, in order; the last one stands for all that follow. */
  places: ('agent' | 'file' | 'other')[];
  /** How many arguments options may follow; what follows more is a program's. */
  optionsAfter: number;
}

function placesOf({ arguments: all }: CommandDefinition): Candidates['places'] {
  const keys = Object.keys(all);
  const places = keys.map((key, index): Candidates['places'][number] => {
    if (key === 'agent' || (key === 'more' && keys[index - 1] === 'agent')) return 'agent';
    return PATHS.has(key) ? 'file' : 'other';
  });
  return all[keys.at(-1) ?? '']?.kind === 'many' ? places : [...places, 'other'];
}

const optionsOf = ({ options }: CommandDefinition) =>
  [...Object.values(options), JSON_OPTION].map(({ flags, summary }) => ({
    forms: formsOf(flags),
    value: /<([^>]+)>/.exec(flags)?.[1],
    summary,
  }));

function candidatesOf(definition: CommandDefinition): Candidates {
  const options = optionsOf(definition);
  return {
    words: [],
    options: [...options.flatMap(({ forms }) => forms), '--help'],
    valued: options.flatMap(({ forms, value }) => (value === undefined ? [] : forms)),
    places: placesOf(definition),
    optionsAfter: definition.takesCommand ? 0 : Number.MAX_SAFE_INTEGER,
  };
}

/** Returns what can follow the words of each command. */
function candidates(definitions: readonly CommandDefinition[]): Map<string, Candidates> {
  const map = new Map<string, Candidates>();
  const group = (): Candidates => ({
    words: [],
    options: ['--help'],
    valued: [],
    places: [],
    optionsAfter: Number.MAX_SAFE_INTEGER,
  });
  const root = { ...group(), options: ['--help', '--version'] };
  map.set('', root);
  for (const definition of definitions) {
    const [first = '', member] = definition.name.split(' ');
    if (!root.words.includes(first)) root.words.push(first);
    map.set(definition.name, candidatesOf(definition));
    if (!member) continue;
    const entry = map.get(first) ?? group();
    entry.words.push(member);
    map.set(first, entry);
  }
  return map;
}

/**
 * Returns a script for the shell. It calls "bulkhead ls --quiet" for the names of agents; where a path or a program's
 * own argument comes next, the shell completes names of files.
 */
export function completionScript(shell: Shell, definitions: readonly CommandDefinition[]): string {
  if (shell === 'fish') return fishScript(definitions);
  const all = [...candidates(definitions)];
  const cases = all.map(([command, { words, options, valued, places, optionsAfter }]) => {
    const after = optionsAfter < Number.MAX_SAFE_INTEGER ? ` after=${optionsAfter}` : '';
    return `    '${command}') words='${words.join(' ')}' options='${options.join(' ')}' valued='${valued.join(' ')}' places='${places.join(' ')}'${after} ;;`;
  });
  // The longest command in the line decides what can follow.
  const groups = definitions.filter(({ name }) => name.includes(' ')).map(({ name }) => `'${name}'`);
  return [
    '_bulkhead_command() {',
    '  local two="$1 $2"',
    `  case "$two" in ${groups.join('|')}) printf "%s" "$two" ;; *) printf "%s" "$1" ;; esac`,
    '}',
    '_bulkhead() {',
    ...SEARCH,
    '  case "$command" in',
    ...cases,
    '  esac',
    ...CHOICE,
    '}',
    ...(shell === 'bash' ? BASH : ZSH),
  ].join('\n');
}

/** `_bulkhead CURRENT WORD…` prints what CURRENT can be after the words, and succeeds where it can be a file as well. */
const SEARCH = [
  '  local current="$1" words="" options="" valued="" places="" after=99 count=0 is_value="" word="" place=""',
  '  shift',
  '  local command="$(_bulkhead_command "$1" "$2")"',
];
const CHOICE = [
  '  case "$command" in "") ;; *" "*) shift 2 ;; *) shift ;; esac',
  '  for word in "$@"; do',
  '    if [ -n "$is_value" ]; then is_value=""; continue; fi',
  '    case "$word" in',
  '      -*) [ "$count" -gt "$after" ] && continue',
  '        case " $valued " in *" $word "*) is_value=1 ;; esac ;;',
  '      *) count=$((count + 1)) ;;',
  '    esac',
  '  done',
  '  [ -n "$is_value" ] && return 0',
  '  case "$current" in -*) [ "$count" -le "$after" ] && { printf "%s" "$options"; return 1; } ;; esac',
  '  while [ "$count" -gt 0 ]; do case "$places" in *" "*) places="${places#* }" ;; *) break ;; esac; count=$((count - 1)); done',
  '  place="${places%% *}"',
  '  [ "$place" = agent ] && words="$words $(bulkhead ls --quiet 2>/dev/null)"',
  '  printf "%s" "$words"',
  '  [ "$place" = file ]',
];

/** bash itself takes "A=1" for three words, so the line is divided again. */
const BASH = [
  '_bulkhead_complete() {',
  '  local line="${COMP_LINE:0:COMP_POINT}" all found last current="${COMP_WORDS[COMP_CWORD]}"',
  '  read -ra all <<<"$line"',
  '  case "$line" in *[[:space:]]) last="${#all[@]}" ;; *) last=$((${#all[@]} - 1)) ;; esac',
  '  if found="$(_bulkhead "${all[last]}" "${all[@]:1:last-1}")"; then compopt -o default; else compopt +o default; fi',
  '  COMPREPLY=($(compgen -W "$found" -- "$current"))',
  '}',
  'complete -F _bulkhead_complete bulkhead',
];

const ZSH = [
  '_bulkhead_complete() {',
  '  local found files=""',
  '  found="$(_bulkhead "${words[CURRENT]}" "${(@)words[2,CURRENT-1]}")" && files=1',
  '  compadd -- ${=found} || { [ -n "$files" ] && _files; }',
  '}',
  'compdef _bulkhead_complete bulkhead',
];

const quoted = (text: string) => `'${text.replaceAll("'", "\\'")}'`;

/**
 * `__bulkhead_in`: the command line begins with these words. `__bulkhead_at`: and has no further ones.
 * `__bulkhead_after COMPARISON COUNT VALUED WORD…`: how many arguments have followed the words.
 */
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
  'function __bulkhead_after',
  '  set -l names $argv[4..-1]',
  '  __bulkhead_in $names; or return 1',
  "  set -l valued (string split ' ' -- $argv[3])",
  '  set -l found 0',
  '  set -l is_value 0',
  '  set -l words (commandline -opc)',
  '  set -l start (math (count $names) + 2)',
  '  for word in $words[$start..-1]',
  '    if test $is_value = 1',
  '      set is_value 0',
  '    else if string match -q -- "-*" $word',
  '      contains -- $word $valued; and set is_value 1',
  '    else',
  '      set found (math $found + 1)',
  '    end',
  '  end',
  '  test $found $argv[1] $argv[2]',
  'end',
  'complete -c bulkhead -n __fish_use_subcommand -f',
];

function fishScript(definitions: readonly CommandDefinition[]): string {
  const lines = [...FISH];
  for (const definition of definitions) {
    const { name, summary, isDefault } = definition;
    const add = (condition: string, rest: string) =>
      lines.push(`complete -c bulkhead -n '${condition}' ${rest}`);
    const [group = '', member] = name.split(' ');
    if (!member || isDefault) add('__fish_use_subcommand', `-a ${group} -d ${quoted(summary)}`);
    if (member) add(`__bulkhead_at ${group}`, `-f -a ${member} -d ${quoted(summary)}`);
    const { valued, places, optionsAfter } = candidatesOf(definition);
    const after = (comparison: '-eq' | '-ge' | '-le', count: number) =>
      `__bulkhead_after ${comparison} ${count} "${valued.join(' ')}" ${name}`;
    for (const [count, place] of places.entries()) {
      const here = after(count === places.length - 1 ? '-ge' : '-eq', count);
      if (place !== 'file') add(here, '-f');
      if (place === 'agent') add(here, "-a '(bulkhead ls --quiet 2>/dev/null)'");
    }
    const takesOptions = definition.takesCommand ? after('-le', optionsAfter) : `__bulkhead_in ${name}`;
    for (const { forms, value, summary: does } of optionsOf(definition)) {
      const flags = forms.map((form) =>
        form.startsWith('--') ? `-l ${form.slice(2)}` : `-s ${form.slice(1)}`,
      );
      if (value !== undefined) flags.push(PATHS.has(value) ? '-r -F' : '-x');
      add(takesOptions, `${flags.join(' ')} -d ${quoted(does)}`);
    }
  }
  return lines.join('\n');
}
