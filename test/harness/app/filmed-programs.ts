import { BUILTIN_ACCOUNTS } from '../../../electron/contract/builtin-accounts.ts';

/** A program whose first five minutes are filmed. */
export interface FilmedProgram {
  /** The label of its agent type. */
  readonly type: string;
  /** The name of the subscription. */
  readonly account: string;
  /** What is on the screen once it waits for a task. */
  readonly prompt: RegExp;
  /** What its model is asked at: the end of a path. */
  readonly model: RegExp;
  /** The hosts of its provider. */
  readonly hosts: readonly string[];
}

/** A task that makes every model of the test world write a file. */
export const TASK = 'Write "It is done." into done.txt';

const PROGRAMS: readonly Omit<FilmedProgram, 'hosts'>[] = [
  {
    type: 'Claude Code',
    account: 'Claude',
    prompt: /bypass permissions on/,
    model: /\/v1\/messages$/,
  },
  {
    type: 'Codex',
    account: 'ChatGPT',
    prompt: /Ask Codex to do anything/,
    model: /\/responses$/,
  },
  {
    type: 'Gemini CLI',
    account: 'Google',
    prompt: /Type your message or @path/,
    model: /:streamGenerateContent$/,
  },
  {
    type: 'OpenCode',
    account: 'GitHub Copilot',
    prompt: /Ask anything…/,
    model: /\/(responses|completions)$/,
  },
];

/** Whether all programs are filmed, each on an engine without images of types (`npm run film`). */
export const FILMS_ALL = process.env.BULKHEAD_FILM === '1';

/** The first of the programs, or all of them. */
export function filmedPrograms(): FilmedProgram[] {
  const filmed = FILMS_ALL ? PROGRAMS : PROGRAMS.slice(0, 1);
  return filmed.map((program) => {
    const { provider } = BUILTIN_ACCOUNTS.find(({ name }) => name === program.account) ?? {};
    const endpoints = provider?.tokenEndpoints?.map(({ host }) => host) ?? [];
    return {
      ...program,
      hosts: [...(provider?.hosts ?? []), ...endpoints, ...(provider?.signIn?.hosts ?? [])],
    };
  });
}
