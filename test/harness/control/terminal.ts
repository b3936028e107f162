import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import type { Scope } from '../../../electron/lib/scope.ts';
import { docker } from '../engine/docker-cli.ts';

/** A program on a terminal of its own: what it printed so far, and keys and sizes for it. */
export function onTerminal(scope: Scope, command: readonly string[], env: NodeJS.ProcessEnv) {
  const program = spawn('python3', [join(import.meta.dirname, 'terminal.py'), ...command], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  scope.add(() => void program.kill('SIGKILL'));
  const screen = { text: '' };
  program.stdout.on('data', (chunk: Buffer) => {
    screen.text += chunk.toString();
  });
  const order = (value: object) => void program.stdin.write(`${JSON.stringify(value)}\n`);
  return {
    exit: once(program, 'exit'),
    output: program.stdout,
    keys: (keys: string) => order({ keys }),
    size: (columns: number, rows: number) => order({ size: [columns, rows] }),
    shows: (text: string) => vi.waitUntil(() => screen.text.includes(text), { timeout: 120_000 }),
  };
}

/** Expects that a shell in the container follows the terminal's size and Ctrl+C, and that its exit code arrives. */
export async function expectTerminal(
  terminal: ReturnType<typeof onTerminal>,
  container: string,
): Promise<void> {
  terminal.size(101, 33);
  terminal.keys('while [ "$(stty size)" != "33 101" ]; do :; done; echo re"sized"\n');
  await terminal.shows('resized');
  terminal.keys('sleep 1000\n');
  // A key that comes before the program has the terminal is no signal.
  await expect.poll(() => docker('top', container)).toContain('sleep 1000');
  terminal.keys('\u0003');
  terminal.keys('echo stopped=$?\n');
  await terminal.shows('stopped=130');
  terminal.keys('exit 9\n');
  expect(await terminal.exit).toEqual([9, null]);
}
