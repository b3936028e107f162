import { type CommandDefinition, JSON_OPTION } from './definition.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** The long and short forms of an option: "-f, --follow" gives both. */
function formsOf(flags: string): string[] {
  return flags.split(/[\s,]+/).filter((word) => word.startsWith('-'));
}

/** Returns what can follow the words of each command: its options, and the commands of a group. */
function candidates(definitions: readonly CommandDefinition[]): Map<string, string[]> {
  const map = new Map<string, string[]>([['', []]]);
  const add = (key: string, words: readonly string[]) => {
    const values = map.get(key) ?? [];
    map.set(key, [...values, ...words.filter((word) => !values.includes(word))]);
  };
  for (const { name, options } of definitions) {
    const [group = '', member] = name.split(' ');
    add('', [group]);
    if (member) add(group, [member]);
    const flags = [...Object.values(options), JSON_OPTION].flatMap((option) => formsOf(option.flags));
    add(name, [...flags, '--help']);
  }
  return map;
}

const takesAgent = (definition: CommandDefinition) => 'agent' in definition.arguments;

/** Returns a script for the shell. It calls "bulkhead ls --quiet" for the names of agents. */
export function completionScript(shell: Shell, definitions: readonly CommandDefinition[]): string {
  const map = candidates(definitions);
  const agents = definitions.filter(takesAgent).map(({ name }) => name);
  if (shell === 'fish') return fishScript(definitions);
  const cases = [...map].map(([words, next]) => `    '${words}') words='${next.join(' ')}' ;;`).join('\n');
  const body = [
    '_bulkhead() {',
    '  local current="$1" command="$2" words=""',
    '  case "$command" in',
    cases,
    '  esac',
    '  case "$command" in',
    `    ${agents.map((name) => `'${name}'`).join('|')}) words="$words $(bulkhead ls --quiet 2>/dev/null)" ;;`,
    '  esac',
    '  printf "%s\\n" $words',
    '}',
  ];
  // The longest command in the line decides what can follow.
  const groups = [...map.keys()].filter((words) => words.includes(' ')).map((words) => `'${words}'`);
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
  '  compadd -- ${(f)"$(_bulkhead "$current" "$(_bulkhead_command "$first" "$second")" | tr " " "\\n")"}',
  '}',
  'compdef _bulkhead_complete bulkhead',
];

const quoted = (text: string) => `'${text.replaceAll("'", "\\'")}'`;

function fishScript(definitions: readonly CommandDefinition[]): string {
  const lines = ['complete -c bulkhead -f'];
  for (const definition of definitions) {
    const [group = '', member] = definition.name.split(' ');
    const condition = member
      ? `__fish_seen_subcommand_from ${group}; and __fish_seen_subcommand_from ${member}`
      : `__fish_seen_subcommand_from ${group}`;
    const summary = quoted(definition.summary);
    lines.push(
      member
        ? `complete -c bulkhead -n '__fish_seen_subcommand_from ${group}' -a ${member} -d ${summary}`
        : `complete -c bulkhead -n __fish_use_subcommand -a ${group} -d ${summary}`,
    );
    if (definition.isDefault)
      lines.push(`complete -c bulkhead -n __fish_use_subcommand -a ${group} -d ${summary}`);
    if (takesAgent(definition))
      lines.push(`complete -c bulkhead -n '${condition}' -a '(bulkhead ls --quiet 2>/dev/null)'`);
    for (const option of [...Object.values(definition.options), JSON_OPTION]) {
      const forms = formsOf(option.flags).map((form) =>
        form.startsWith('--') ? `-l ${form.slice(2)}` : `-s ${form.slice(1)}`,
      );
      lines.push(`complete -c bulkhead -n '${condition}' ${forms.join(' ')} -d ${quoted(option.summary)}`);
    }
  }
  return lines.join('\n');
}
