import { spawn } from 'node:child_process';
import { chownSync } from 'node:fs';
import type { AgentPrograms, TerminalOptions } from './agent-programs.ts';

/** Somebody who, unlike root, cannot write what is read-only. */
const NOBODY = { uid: 65_534, gid: 65_534 };

/** An agent whose programs run on this machine, with `home` as their home folder. Terminals are recorded. */
export function localPrograms(
  home: string,
  { isPlainUser = false, path = process.env.PATH }: { isPlainUser?: boolean; path?: string | undefined },
): AgentPrograms & { terminals: TerminalOptions[]; events: unknown[] } {
  const terminals: TerminalOptions[] = [];
  const events: unknown[] = [];
  const user = isPlainUser && process.getuid?.() === 0 ? NOBODY : {};
  if (user === NOBODY) chownSync(home, NOBODY.uid, NOBODY.gid);
  return {
    terminals,
    events,
    run: ({ command, env, signal, onOutput }) => {
      const [file = '', ...args] = command;
      const child = spawn(file, args, {
        cwd: home,
        detached: true,
        ...user,
        env: {
          PATH: path,
          HOME: home,
          ...Object.fromEntries(env.map(({ name, value }) => [name, value])),
        },
      });
      const kill = (name: NodeJS.Signals) => {
        if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, name);
      };
      signal.addEventListener('abort', () => kill('SIGKILL'), { once: true });
      child.stdin.on('error', () => undefined);
      const passed = Promise.all(
        (['stdout', 'stderr'] as const).map(async (source) => {
          for await (const chunk of child[source]) await onOutput(source, chunk);
        }),
      );
      const exited = new Promise<number | null>((resolve, reject) => {
        child.once('error', reject);
        child.once('close', (code) => resolve(code));
      });
      return {
        done: passed.then(() => exited),
        write: (bytes) => new Promise((resolve) => void child.stdin.write(bytes, () => resolve())),
        end: () => void child.stdin.end(),
        send: (name) => kill(`SIG${name}`),
      };
    },
    openTerminal: (options) => {
      terminals.push(options);
      void options.onOutput(Buffer.from('prompt'));
      let finish: (code: number | null) => void = () => undefined;
      const done = new Promise<number | null>((resolve) => {
        finish = resolve;
      });
      options.signal.addEventListener('abort', () => finish(null), { once: true });
      return {
        done,
        write: async (bytes) => {
          events.push(Buffer.from(bytes).toString());
          if (bytes[0] === 4) finish(7);
        },
        resize: (size) => void events.push(size),
      };
    },
  };
}
