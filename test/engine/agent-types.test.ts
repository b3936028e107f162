import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UsableAgentType } from '../../electron/contract/agent-type.ts';
import { defaultSpec } from '../../electron/contract/presets.ts';
import { promptCommandOf } from '../../electron/contract/prompt-command.ts';
import { placeholderOf } from '../../electron/contract/secrets.ts';
import type { TaskProgram } from '../../electron/contract/task-program.ts';
import type { TranscriptEvent } from '../../electron/contract/transcript.ts';
import { AgentTypes } from '../../electron/engine/agent-types/agent-types.ts';
import type { EgressService } from '../../electron/engine/egress/egress-service.ts';
import { extraRoots } from '../../electron/engine/images/extra-roots.ts';
import { ImageProvider } from '../../electron/engine/images/provide-image.ts';
import { thisMachine } from '../../electron/engine/images/system-roots.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { transcriptReader } from '../../electron/transcript/reader.ts';
import { firstScreen } from '../harness/agents/first-screen.ts';
import {
  createAgent,
  inAgent,
  type TestProvisioning,
  testProvisioning,
} from '../harness/agents/provisioning.ts';
import { appEngine, docker, dockerOutput } from '../harness/engine/docker-cli.ts';
import {
  addresses,
  arrivals,
  forgetArrivals,
  openOutside,
  setNames,
  testAuthority,
} from '../harness/engine/internet.ts';
import { appEgress } from '../harness/gateway/gateway-agent.ts';
import { TestKeeper } from '../harness/gateway/secret-keeper.ts';

const root = join(import.meta.dirname, '../..');
const KEY = {
  id: Buffer.from('anthropic---').toString('hex'),
  name: 'Work key',
  use: { kind: 'provider' as const, provider: 'anthropic' },
};
const OPENAI = {
  id: Buffer.from('openai------').toString('hex'),
  name: 'OpenAI key',
  use: { kind: 'provider' as const, provider: 'openai' },
};
const GOOGLE = {
  id: Buffer.from('google------').toString('hex'),
  name: 'Google key',
  use: { kind: 'provider' as const, provider: 'google' },
};
const HOSTS = ['api.anthropic.com', 'api.openai.com', 'generativelanguage.googleapis.com'];
/** A build installs from the real registry: a minute each on a fresh machine, none when the image is there. */
const BUILD_TIMEOUT_MS = 300_000;

const scope = new Scope();
const keeper = new TestKeeper();
const value = `sk-ant-api03-${randomBytes(16).toString('hex')}`;
const types = new AgentTypes({
  builtInPath: join(root, 'assets/images'),
  ownPath: '/nonexistent',
  builds: () => ({}),
  hostRoots: () => extraRoots({ settingsFile: '', machine: thisMachine() }, silentLogger),
});
let setup: TestProvisioning;
let egress: EgressService;

async function usable(id: string): Promise<UsableAgentType> {
  const type = (await types.all()).find(({ listed }) => listed.id === id)?.listed;
  if (type?.status !== 'ok') throw new Error(`no type ${id}: ${JSON.stringify(type)}`);
  return type;
}

beforeAll(async () => {
  await setNames(Object.fromEntries(HOSTS.map((host) => [host, [addresses.otherServer]])));
  await openOutside(['registry.npmjs.org']);
  const engine = appEngine(scope);
  egress = appEgress(engine, scope, { secrets: keeper, extraRootsPem: testAuthority() });
  for (const key of [KEY, OPENAI, GOOGLE]) keeper.set(key, value);
  const images = new ImageProvider({ engine: () => engine, types, version: '0.0.0-test' });
  setup = await testProvisioning(scope, { egress, secrets: keeper, images });
});
afterAll(async () => {
  await openOutside([]);
  await setNames({});
  await scope.dispose();
});

describe('an agent of each type', () => {
  it.each(['claude-code', 'codex', 'gemini-cli', 'opencode'])(
    '%s is built and runs its CLI in the Balanced sandbox',
    async (id) => {
      const type = await usable(id);
      const spec = { ...defaultSpec(type, 'balanced', setup.facts), name: id };
      const { agentId, container } = await createAgent(setup, spec);
      try {
        expect(container.HostConfig).toMatchObject({
          ReadonlyRootfs: true,
          CapDrop: ['ALL'],
          SecurityOpt: expect.arrayContaining(['no-new-privileges']),
          Memory: 4 * 1024 ** 3,
          NanoCpus: 2e9,
        });
        expect(await inAgent(id, 'id -u')).not.toBe('0');
        expect(await inAgent(id, 'touch ~/mine ~/.cache/mine && echo written')).toBe('written');
        const version = await docker('exec', `bulkhead-${id}`, ...type.versionCommand);
        expect(version).toContain(type.buildArgs.VERSION);
        expect(await inAgent(id, 'command -v git curl ps >/dev/null && echo tools')).toBe('tools');
      } finally {
        await egress.detach(agentId);
        await setup.engine.removeContainer(container.Id);
      }
    },
    BUILD_TIMEOUT_MS,
  );

  it.each([
    { id: 'claude-code', key: KEY, host: 'api.anthropic.com' },
    { id: 'codex', key: OPENAI, host: 'api.openai.com' },
    { id: 'gemini-cli', key: GOOGLE, host: 'generativelanguage.googleapis.com' },
    { id: 'opencode', key: KEY, host: 'api.anthropic.com' },
  ])(
    '$id asks nothing before its first prompt; it works on a task with a placeholder for its key, and goes on with it',
    async ({ id, key, host }) => {
      const type = await usable(id);
      const name = `ask-${id}`;
      const secrets = [{ secretId: key.id, delivery: 'gateway' as const }];
      const spec = { ...defaultSpec(type, 'balanced', setup.facts), name, secrets };
      const { agentId } = await createAgent(setup, spec);
      try {
        await inAgent(name, 'git init -q');
        await firstScreen(scope, `bulkhead-${name}`, { id, start: type.startWithoutAsking });
        await forgetArrivals();
        const first = await taskEvents(name, type.task, 'command', 'Write "It is done." into done.txt');
        expect(await inAgent(name, 'cat done.txt')).toBe('It is done.');
        expect(first.map(({ kind }) => kind)).toEqual(
          expect.arrayContaining(['session', 'tool-call', 'tool-result', 'message', 'usage']),
        );
        expect(answerIn(first)).toBe('done.txt is written.');
        // A model that did not know what was said before would greet.
        const second = await taskEvents(name, type.task, 'followUp', 'What did you do?');
        expect(answerIn(second)).toBe('done.txt is written.');
        expect(sessionIn(second)).toBe(sessionIn(first));

        const arrived = await arrivals();
        expect(JSON.stringify(arrived.filter((each) => each.host === host))).toContain(value);
        expect(JSON.stringify(arrived)).not.toContain(placeholderOf(key));
      } finally {
        await egress.detach(agentId);
      }
    },
    BUILD_TIMEOUT_MS,
  );
});

/** What the type’s program says when it works on the prompt, as an attempt at a task does. */
async function taskEvents(
  name: string,
  task: TaskProgram,
  kind: 'command' | 'followUp',
  prompt: string,
): Promise<TranscriptEvent[]> {
  const printed = await dockerOutput('exec', `bulkhead-${name}`, ...promptCommandOf(task[kind], prompt));
  const { line } = transcriptReader(task.output);
  return printed.split('\n').flatMap(line);
}

function answerIn(events: readonly TranscriptEvent[]): string | undefined {
  return events
    .flatMap((event) => (event.kind === 'message' && event.from === 'agent' ? [event.text] : []))
    .at(-1);
}

const sessionIn = (events: readonly TranscriptEvent[]) =>
  events.flatMap((event) => (event.kind === 'session' ? [event.id] : []))[0];
