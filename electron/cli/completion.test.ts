import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { completionScript, SHELLS, type Shell } from './completion.ts';
import { allCommands } from './registry.ts';

const definitions = await allCommands();

const quote = (word: string) => `'${word}'`;
/** The script calls no other program. */
const BULKHEAD = 'bulkhead() { printf "demo\\nother\\n"; }';

/** How each shell completes a line with an incomplete last word, outside of a terminal. */
const RUNS: Readonly<Record<Shell, (words: readonly string[]) => string[]>> = {
  bash: (words) => [
    BULKHEAD,
    completionScript('bash', definitions),
    `COMP_WORDS=(${words.map(quote).join(' ')}); COMP_CWORD=${words.length - 1}`,
    `COMP_LINE=${quote(words.join(' '))}; COMP_POINT=${'${#COMP_LINE}'}`,
    // As bash does, it offers files where nothing else fits and this option is set.
    'compopt() { [ "$1 $2" = "-o default" ] && default=files || default=; }',
    '_bulkhead_complete; printf "%s\\n" "${COMPREPLY[@]}"; [ "${#COMPREPLY[@]}" -gt 0 ] || echo $default',
  ],
  zsh: (words) => [
    BULKHEAD,
    `compdef() { }; words=(${words.map(quote).join(' ')}); CURRENT=${words.length}`,
    // As zsh does, it offers what begins with the word, and fails when nothing does.
    'compadd() { shift; found=(${(M)@:#${words[CURRENT]}*}); print -l -- $found; (( $#found )); }',
    '_files() { print files; }',
    completionScript('zsh', definitions),
    '_bulkhead_complete; true',
  ],
  fish: (words) => [
    'function bulkhead; printf "demo\\nother\\n"; end',
    completionScript('fish', definitions),
    `complete -C '${words.join(' ')}'`,
  ],
};

/** bash, and the others where they are installed. */
const installed = SHELLS.filter((shell) => spawnSync(shell, ['-c', 'true']).status === 0);

describe.each(installed)('in %s', (shell) => {
  const complete = (...words: string[]) =>
    execFileSync(shell, ['-c', RUNS[shell](words).join('\n')], {
      encoding: 'utf8',
      // fish keeps a history there.
      env: { ...process.env, XDG_DATA_HOME: '/nonexistent' },
    })
      .split('\n')
      .map((line) => line.split('\t')[0])
      .filter((line) => line !== '')
      .sort();

  it('completes commands, members of a group, options and names of agents', () => {
    expect(complete('bulkhead', 'sna')).toEqual(['snapshot']);
    expect(complete('bulkhead', 'egress', 'al')).toEqual(['allow', 'allowlist']);
    expect(complete('bulkhead', 'logs', '--fo')).toEqual(['--follow']);
    expect(complete('bulkhead', 'logs', 'de')).toEqual(['demo']);
    expect(complete('bulkhead', 'egress', 'off', 'o')).toEqual(['other']);
    expect(complete('bulkhead', 'egress', 'export', '--co')).not.toContain('--compose');
  });

  it('offers options to a word that begins as one, else agents', () => {
    expect(complete('bulkhead', 'exec', '')).toEqual(expect.arrayContaining(['demo', 'other']));
    expect(complete('bulkhead', 'exec', '')).not.toContain('--tty');
    expect(complete('bulkhead', 'exec', '--t')).toEqual(['--tty']);
  });

  it('offers agents alone where an agent is named, and files where the program begins', () => {
    const files = (...words: string[]) => {
      const offered = complete('bulkhead', ...words);
      return shell === 'fish' ? offered.includes('package.json') : offered.includes('files');
    };
    for (const words of [
      ['exec'],
      ['exec', '-i'],
      ['exec', '--env', 'A=1', '-w', '/tmp'],
      ['console'],
      ['start', 'demo'],
    ]) {
      expect([words, complete('bulkhead', ...words, '')]).toEqual([words, ['demo', 'other']]);
      expect([words, files(...words, 'package.j')]).toEqual([words, false]);
    }
    for (const words of [
      ['exec', 'demo'],
      ['exec', '-e', 'A=1', 'demo', 'cat'],
      ['console', 'demo'],
      ['run'],
    ]) {
      expect([words, files(...words, 'package.j')]).toEqual([words, true]);
      expect([words, complete('bulkhead', ...words, '')]).not.toEqual([
        words,
        expect.arrayContaining(['demo']),
      ]);
    }
    expect(complete('bulkhead', 'logs', 'demo', '')).toEqual([]);
    // What follows the agent is the program's.
    expect(complete('bulkhead', 'exec', 'demo', '--t')).not.toContain('--tty');
  });

  it('leaves files to the shell where a path is wanted', () => {
    const offered = complete('bulkhead', 'cp', 'package.j');
    expect(offered).toEqual([shell === 'fish' ? 'package.json' : 'files']);
  });
});

it.each(['zsh', 'fish'] as const)('names every command in the script for %s', (shell) => {
  const script = completionScript(shell, definitions);
  for (const { name } of definitions) for (const word of name.split(' ')) expect(script).toContain(word);
});
