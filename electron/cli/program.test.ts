import { Option } from 'commander';
import { describe, expect, it } from 'vitest';
import { UsageError } from './exit-code.ts';
import { parseCommandLine } from './program.ts';
import { allCommands, COMMANDS } from './registry.ts';

const definitions = await allCommands();
const parse = (...argv: string[]) => parseCommandLine(definitions, argv, '1.2.3');

describe('the definitions', () => {
  it.each(definitions.map((each) => [each.name, each] as const))(
    'of %s agree with the registry and commander',
    (name, { options }) => {
      expect(Object.keys(COMMANDS)).toContain(name.split(' ')[0]);
      for (const [key, { flags, summary }] of Object.entries(options))
        expect([key, new Option(flags, summary).attributeName()]).toEqual([key, key]);
    },
  );

  it('have examples that are command lines', () => {
    for (const { examples } of definitions) {
      for (const { line } of examples)
        expect(parse(...wordsOf(line).slice(1))).toMatchObject({ kind: 'run' });
    }
  });
});

/** The words of a line as a shell has them; its output may go to a file. */
const wordsOf = (line: string) =>
  [...line.replace(/ > \S+$/, '').matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);

describe('a command line', () => {
  it('gives arguments, options and their defaults to the command', () => {
    expect(parse('logs', '-n', '5', 'demo', '--json')).toMatchObject({
      definition: { name: 'logs' },
      input: { args: { agent: 'demo' }, options: { follow: false, tail: '5' } },
      json: true,
    });
  });

  it('passes everything from the first word on to the program', () => {
    expect(parse('create', '--env', 'A=1', '-e', 'B', '--', 'npm', 'test', '--json')).toMatchObject({
      input: { args: { command: ['npm', 'test', '--json'] }, options: { env: ['A=1', 'B'] } },
      json: false,
    });
  });

  it('may leave out the words of a group’s usual command', () => {
    expect(parse('egress', 'demo')).toMatchObject({ definition: { name: 'egress show' } });
    expect(parse('egress', 'off', 'demo')).toMatchObject({ definition: { name: 'egress off' } });
  });

  it.each([[['frob']], [['logs']], [['logs', '--frob', 'demo']], [['rm']], [['ls', 'surplus']]])(
    'is refused when it is %j',
    (argv) => {
      expect(() => parse(...argv)).toThrow(UsageError);
    },
  );

  it('asks for help or the version', () => {
    expect(parse('--version')).toEqual({ kind: 'help', text: '1.2.3\n' });
    for (const argv of [['--help'], ['help'], [], ['logs', '--help'], ['egress', '--help']])
      expect(parse(...argv)).toMatchObject({
        kind: 'help',
        text: expect.stringContaining('Usage: bulkhead'),
      });
  });
});
