import { setImmediate } from 'node:timers/promises';
import { AppFailure } from '../../../contract/error.ts';
import { printable } from '../../../lib/printable.ts';
import type { ScratchGit } from '../../workspace/git/scratch-git.ts';
import { AddedLines } from './added-lines.ts';
import { findingsId, type SecretFinding, SecretScanner } from './secret-scanner.ts';

/** How many places a message names; the others are among the details. */
const NAMED = 5;

/**
 * Looks for secrets in every line that the commits add, also where a later one takes it out again: they are all pushed.
 * `base` is the newest commit that the server has. Rejects with `conflict` and an action "confirm", unless the person agreed
 * to the same findings before.
 */
export async function scanCommits(
  scratch: ScratchGit,
  { commit, base }: { commit: string; base: string },
  confirmed: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const scanner = new SecretScanner();
  const lines = new AddedLines((block) => scanner.scan(block));
  const words = ['--no-color', '--no-ext-diff', '--no-textconv', '--no-renames', '--unified=0', '--cc', '-p'];
  const prefixes = ['--src-prefix=a/', '--dst-prefix=b/', '--submodule=short', '--format='];
  await scratch.run(['log', ...words, ...prefixes, commit, '--not', base], {
    signal,
    async onOutput(text) {
      lines.push(text);
      // Other work gets its turn between the pieces of a large change.
      await setImmediate();
    },
  });
  lines.end();
  const { findings } = scanner;
  const field = secretsField(findings);
  if (findings.length > 0 && !confirmed.includes(field)) throw secretsFound(findings, field);
}

const secretsField = (findings: readonly SecretFinding[]) => `secrets:${findingsId(findings)}`;

function secretsFound(findings: readonly SecretFinding[], field: string): AppFailure {
  const places = findings.map(({ path, line, rule }) => `${printable(path)}:${line} (${rule})`);
  const more = places.length > NAMED ? ` and ${places.length - NAMED} more` : '';
  return new AppFailure({
    type: 'conflict',
    field,
    message: `What looks like a secret would be pushed: ${places.slice(0, NAMED).join(', ')}${more}. Nothing was pushed. Let the agent take it out, also out of its commits.`,
    raw: places.join('\n'),
    actions: [{ kind: 'confirm', label: 'It is no secret: push it' }],
  });
}
