import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { completionScript } from './completion.ts';
import { allCommands } from './registry.ts';

const definitions = await allCommands();

/** Returns what bash offers for a line with an incomplete last word. */
function complete(...words: string[]): string[] {
  const script = [
    // The script calls no other program.
    'bulkhead() { printf "demo\\nother\\n"; }',
    completionScript('bash', definitions),
    `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}`,
    '_bulkhead_complete; printf "%s\\n" "${COMPREPLY[@]}"',
  ].join('\n');
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '');
}

it('completes commands, members of a group, options and names of agents in bash', () => {
  expect(complete('bulkhead', 'sna')).toEqual(['snapshot']);
  expect(complete('bulkhead', 'egress', 'al')).toEqual(['allowlist', 'allow']);
  expect(complete('bulkhead', 'logs', '--fo')).toEqual(['--follow']);
  expect(complete('bulkhead', 'logs', 'de')).toEqual(['demo']);
  expect(complete('bulkhead', 'egress', 'off', 'oth')).toEqual(['other']);
});

it.each(['zsh', 'fish'] as const)('names every command in the script for %s', (shell) => {
  const script = completionScript(shell, definitions);
  for (const { name } of definitions) for (const word of name.split(' ')) expect(script).toContain(word);
});
