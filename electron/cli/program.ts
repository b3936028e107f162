import { Command, CommanderError, Option } from 'commander';
import {
  type ArgumentDefinition,
  type CommandDefinition,
  type Input,
  JSON_OPTION,
  type OptionDefinition,
} from './definition.ts';
import { UsageError } from './exit-code.ts';
import { GROUPS } from './groups.ts';

/** A parsed command line: a command with its input, or a text to print. */
export type Request =
  | { kind: 'run'; definition: CommandDefinition; input: Input; json: boolean }
  | { kind: 'help'; text: string };

/** The description of the program. */
export const ABOUT = 'Run AI coding agents in Docker sandboxes and stay in charge of them.';

const ENDING = 'Exit codes, the JSON of --json and examples: docs/cli.md, or “man bulkhead”.';

/** Reads a command line against the definitions. Throws `UsageError` when it is wrong. */
export function parseCommandLine(
  definitions: readonly CommandDefinition[],
  argv: readonly string[],
  version: string,
): Request {
  let request: Request | undefined;
  let printed = '';
  const configure = (parsed: Command) =>
    parsed.exitOverride().configureOutput({
      writeOut: (text) => {
        printed += text;
      },
      writeErr: () => undefined,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  const root = configure(new Command('bulkhead'))
    .description(ABOUT)
    .version(version, '-V, --version', 'Print the version')
    .helpOption('-h, --help', 'Print help')
    .helpCommand('help [command]', 'Print help for a command')
    .enablePositionalOptions()
    .addHelpText('after', `\n${ENDING}`);
  for (const definition of definitions) {
    const words = definition.name.split(' ');
    const parent = words.length === 1 ? root : groupOf(root, words[0] ?? '', configure);
    const parsed = configure(
      parent.command(words.at(-1) ?? '', { isDefault: definition.isDefault === true && parent !== root }),
    );
    define(parsed, definition, (input, json) => {
      request = { kind: 'run', definition, input, json };
    });
  }
  if (argv.length === 0) return { kind: 'help', text: root.helpInformation() };
  try {
    root.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'help', text: printed };
    throw new UsageError(
      `${error.message.replace(/^error: /, '')}\nSee “bulkhead ${isCommand(root, argv[0]) ? `${argv[0]} ` : ''}--help”.`,
    );
  }
  return request ?? { kind: 'help', text: root.helpInformation() };
}

const isCommand = (root: Command, word = '') => root.commands.some((each) => each.name() === word);

function groupOf(root: Command, name: string, configure: (command: Command) => Command): Command {
  const present = root.commands.find((each) => each.name() === name);
  if (present) return present;
  return configure(root.command(name))
    .description(GROUPS[name] ?? '')
    .enablePositionalOptions();
}

function define(
  parsed: Command,
  definition: CommandDefinition,
  onRun: (input: Input, json: boolean) => void,
): void {
  parsed
    .summary(definition.summary)
    .description([definition.summary, ...(definition.details ?? [])].join('\n\n'));
  parsed.helpOption('-h, --help', 'Print help');
  for (const [name, argument] of Object.entries(definition.arguments))
    parsed.argument(syntaxOf(name, argument), argument.summary);
  for (const option of Object.values(definition.options)) parsed.addOption(optionOf(option));
  parsed.option(JSON_OPTION.flags, JSON_OPTION.summary);
  if (definition.takesCommand) parsed.passThroughOptions();
  if (definition.examples.length > 0) {
    const lines = definition.examples.map(({ line, does }) => `  ${line}\n      ${does}`);
    parsed.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
  }
  const names = Object.keys(definition.arguments);
  parsed.action((...values: unknown[]) => {
    const { json = false, ...options } = parsed.opts<Record<string, unknown>>();
    const args = Object.fromEntries(names.map((name, index) => [name, values[index]]));
    onRun({ args, options } as Input, json === true);
  });
}

/** Formats an argument for usage lines: "<agent>", "[name]", "<command...>". */
export function syntaxOf(name: string, { kind }: ArgumentDefinition): string {
  if (kind === 'one') return `<${name}>`;
  return kind === 'many' ? `[${name}...]` : `[${name}]`;
}

function optionOf({ kind, flags, summary }: OptionDefinition): Option {
  const option = new Option(flags, summary);
  if (kind === 'flag') return option.negate ? option : option.default(false);
  if (kind === 'text') return option;
  return option.default([]).argParser((value: string, before: string[]) => [...before, value]);
}
