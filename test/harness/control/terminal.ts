import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { Scope } from '../../../electron/lib/scope.ts';

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
    keys: (keys: string) => order({ keys }),
    size: (columns: number, rows: number) => order({ size: [columns, rows] }),
    shows: (text: string) => vi.waitUntil(() => screen.text.includes(text), { timeout: 60_000 }),
  };
}
