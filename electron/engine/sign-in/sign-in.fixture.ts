import { PassThrough } from 'node:stream';
import { type AgentSpec, MIB } from '../../contract/agent-spec.ts';
import type { UsableAgentType } from '../../contract/agent-type.ts';
import type { EngineFacts } from '../../contract/engine.ts';
import type { SecretUse } from '../../contract/secrets.ts';
import type { SignInItem } from '../../contract/sign-in.ts';
import { systemClock } from '../../lib/clock.ts';
import { silentLogger } from '../../lib/logger.ts';
import type { ExecCreate } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import { packTar } from '../docker/tar.ts';
import { RunningPages } from './running-pages.ts';
import { SignIn } from './sign-in.ts';

export const FILE = '.tool/auth.json';
export const TYPE: UsableAgentType = {
  status: 'ok',
  id: 'tool',
  origin: 'own',
  label: 'Tool',
  description: 'A tool',
  icon: 'box',
  image: 'tool:1',
  buildArgs: {},
  resources: { memoryBytes: 512 * MIB, cpus: 1, pids: 256 },
  caches: [],
  environment: {},
  egress: { sets: ['npm', 'github'], domains: ['example.com'] },
  credentials: [],
  command: ['sleep', 'infinity'],
  start: [],
  startWithoutAsking: [],
  versionCommand: [],
  promptCommand: [],
  task: { command: [], followUp: [], output: 'text' },
  prompts: [],
  notes: '',
};
export const USE: SecretUse = {
  kind: 'oauth',
  provider: {
    hosts: ['api.test'],
    places: [{ kind: 'header', name: 'Authorization' }],
    tokenEndpoints: [{ host: 'login.test', path: '/token' }],
    clientId: 'c',
    access: { kind: 'text', prefix: 'at-' },
    refresh: { kind: 'text', prefix: 'rt-' },
    id: { kind: 'text', prefix: '' },
    files: [{ path: FILE, content: { access: '{access}' } }],
    environment: {},
    signIn: {
      type: 'tool',
      command: ['tool', 'login'],
      hosts: ['login.test'],
      pages: ['login.test'],
      environment: {},
      answers: [{ prompt: 'Which one?', text: '1\r' }],
    },
  },
};

/** The parts of a sign-in around an engine in which one program runs. */
export function signInWorld() {
  const program = new PassThrough();
  const terminal = new PassThrough();
  const typed: string[] = [];
  terminal.on('data', (chunk: Buffer) => typed.push(chunk.toString()));
  const execs: string[][] = [];
  let file: string | undefined;
  const engine: Partial<Engine> = {
    createExec: async (_id: string, { Cmd = [] }: ExecCreate) => {
      execs.push([...Cmd]);
      return Cmd.join(' ');
    },
    startExec: async (execId: string) => {
      if (/^(tool|codex)/.test(execId)) {
        const both = Object.assign(program, {
          write: (text: string) => terminal.write(text),
        });
        return both as unknown as PassThrough;
      }
      const relay = new PassThrough();
      setImmediate(() => relay.push(null));
      return relay;
    },
    resizeExec: async () => undefined,
    statPath: async (_id: string, path: string) =>
      file === undefined
        ? undefined
        : { name: path, kind: 'file' as const, sizeBytes: file.length, target: '' },
    getArchive: async (_id: string, path: string) =>
      await packTar([{ name: path, type: 'file', content: Buffer.from(file ?? '') }]),
  };
  const made: AgentSpec[] = [];
  const removed: string[] = [];
  const asked: string[] = [];
  const marked = new Set<string>();
  const signedIn: string[] = [];
  const items: SignInItem[] = [];
  const ending = new AbortController();
  let input: (value: { code: string }) => void = () => undefined;
  let allows = true;
  const signInPages = new RunningPages();

  const signIn = new SignIn({
    engine: () => engine as Engine,
    facts: () => ({ runtimes: [] }) as unknown as EngineFacts,
    directory: { get: () => ({ containerId: 'c1' }) as never },
    provisioner: {
      createForSignIn: async (spec) => {
        made.push(spec);
        return { id: 'made', agentId: 'a1' } as never;
      },
    },
    markSignIn: (agentId) => {
      marked.add(agentId);
      return async () => void marked.delete(agentId);
    },
    operations: { ended: async () => ({ status: 'done' }) as never, cancel: () => undefined },
    removal: {
      remove: (agentId) => {
        removed.push(agentId);
        return { operationId: 'removed' };
      },
    },
    types: { usable: async (typeId) => (typeId === TYPE.id || typeId === 'codex' ? TYPE : undefined) },
    secrets: { signedIn: (_account, text) => void signedIn.push(text.reveal()) },
    consent: {
      ask: async ({ detail }) => {
        asked.push(detail);
        if (!allows) throw new Error('not allowed');
      },
    },
    signInPages,
    clock: systemClock,
    logger: silentLogger,
  });
  const run = signIn.run.bind(signIn);

  return {
    made,
    removed,
    asked,
    /** Agents that are the sandbox of a sign-in now. */
    marked,
    signedIn,
    items,
    typed,
    execs,
    signInPages,
    refuse: () => {
      allows = false;
    },
    print: (text: string) => program.push(text),
    /** The program ends. */
    end: () => void program.destroy(),
    writeFile: (text: string) => {
      file = text;
    },
    paste: (code: string) => input({ code }),
    cancel: () => ending.abort(),
    dispose: () => signIn.dispose(),
    start: (use: SecretUse = USE) =>
      run(
        { name: 'Work', use },
        {
          signal: ending.signal,
          full: false,
          push: (item) => void items.push(item),
          ready: async () => undefined,
          onInput: (listener) => {
            input = listener;
          },
        },
      ),
  };
}
