import { Terminal } from '@xterm/headless';
import { vi } from 'vitest';
import type { Scope } from '../../../electron/lib/scope.ts';
import { onTerminal } from '../control/terminal.ts';

/** The ready prompts of the programs; none shows while a question waits for an answer. */
const PROMPTS: Readonly<Record<string, RegExp>> = {
  'claude-code': /^❯\s*$/m,
  codex: /^› Ask Codex to do anything/m,
  'gemini-cli': /Type your message or @path/,
  opencode: /Ask anything…/,
};

/**
 * Starts the program on a terminal in the agent's container, presses no key, and resolves to the screen with its prompt.
 * Rejects with the screen that it stands at.
 */
export async function firstScreen(
  scope: Scope,
  container: string,
  { id, start }: { id: string; start: readonly string[] },
): Promise<string> {
  const screen = new Terminal({ cols: 110, rows: 40, allowProposedApi: true });
  const command = ['docker', 'exec', '-it', '-e', 'TERM=xterm-256color', container, ...start];
  const terminal = onTerminal(scope, command, process.env);
  screen.onData(terminal.keys);
  terminal.output.on('data', (bytes: Buffer) => screen.write(bytes));
  terminal.size(110, 40);
  const shown = () =>
    Array.from({ length: screen.rows }, (_, row) =>
      screen.buffer.active.getLine(screen.buffer.active.baseY + row)?.translateToString(true),
    ).join('\n');
  const prompt = PROMPTS[id];
  await vi
    .waitUntil(() => prompt?.test(shown()), { timeout: 120_000 })
    .catch(() => Promise.reject(new Error(`no prompt of ${id}:\n${shown()}`)));
  return shown();
}
