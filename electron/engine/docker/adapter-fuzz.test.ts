import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppFailure } from '../../contract/error.ts';
import { createDockerEngine } from './adapter.ts';
import type { Engine } from './engine.ts';

const folder = join(import.meta.dirname, 'recorded');
const recorded = readdirSync(folder).map((file) => ({
  version: file.replace('.json', ''),
  answers: (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { running: Record<string, unknown> })
    .running,
}));

const socket = join(tmpdir(), `bulkhead-fuzz-${process.pid}.sock`);
const never = () => new AbortController().signal;

async function all(values: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of values);
}

/** Each question that the app asks, by the recorded answer that it gets. */
const questions: Record<string, (engine: Engine) => Promise<unknown>> = {
  engineVersion: (engine) => engine.facts(),
  engineInfo: (engine) => engine.facts(),
  containerInspect: (engine) => engine.inspectContainer('x'),
  containerSummaries: (engine) => engine.listContainers({}),
  rootChanges: (engine) => engine.rootChanges('x'),
  processes: (engine) => engine.top('x'),
  containerStats: async (engine) => {
    await engine.stats('x');
    await all(await engine.statsStream('x', never()));
  },
  execInspect: (engine) => engine.inspectExec('x'),
  networkInspect: (engine) => engine.inspectNetwork('x'),
  networkInspects: (engine) => engine.listNetworks({}),
  volumeInspect: (engine) => engine.inspectVolume('x'),
  volumes: (engine) => engine.listVolumes({}),
  imageInspect: (engine) => engine.inspectImage('x'),
  imageSummaries: async (engine) => {
    await engine.listImages({});
    await engine.storedImages();
  },
  diskUsage: async (engine) => {
    await engine.diskUsage();
    await engine.volumeSizes();
  },
  events: async (engine) => {
    const events = [];
    for await (const event of await engine.events({}, never())) events.push(event);
    return events;
  },
};

/** An answer as the engine sends it: events are a line each. */
function bodyOf(name: string, answer: unknown): string {
  if (name !== 'events' || !Array.isArray(answer)) return JSON.stringify(answer) ?? '';
  return answer.map((event) => `${JSON.stringify(event) ?? ''}\n`).join('');
}

let server: Server;
let engine: Engine;
/** What the engine says to the question at hand, and to the one about its version. */
let answer = { body: '', version: '' };

beforeAll(async () => {
  server = createServer((request, response) => {
    const isVersion = request.url?.endsWith('/version');
    response.setHeader('x-docker-container-path-stat', Buffer.from(answer.body).toString('base64'));
    response.end(isVersion ? answer.version : answer.body);
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  engine = createDockerEngine({ url: `unix://${socket}`, source: 'settings', label: 'fuzz' });
});

afterAll(() => {
  engine.close();
  server.close();
  rmSync(socket, { force: true });
});

/** Rejects with what is not an `AppFailure`. */
async function ask(name: string, body: string, version: string): Promise<unknown> {
  answer = { body, version };
  try {
    return await questions[name]?.(engine);
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error;
    return error;
  }
}

const odd = fc.constantFrom<unknown>(null, undefined, 0, -1, 1e300, '', 'text', true, [], {}, [null], [[]], {
  x: null,
});

/** An answer with some of its values replaced by others, at any depth. */
function mutated(value: unknown, places: readonly [number, unknown][]): unknown {
  const root = { value: structuredClone(value) };
  for (const [place, replacement] of places) {
    const fields: { owner: Record<string, unknown>; name: string }[] = [];
    const collect = (owner: unknown): void => {
      if (typeof owner !== 'object' || owner === null) return;
      for (const [name, field] of Object.entries(owner)) {
        fields.push({ owner: owner as Record<string, unknown>, name });
        collect(field);
      }
    };
    collect(root);
    const field = fields[place % Math.max(1, fields.length)];
    if (field) field.owner[field.name] = structuredClone(replacement);
  }
  return root.value;
}

const mutations = fc.array(fc.tuple(fc.nat(), odd), { minLength: 1, maxLength: 6 });
/** What a proxy, a cut connection or another program answers. */
const nonsense = fc.oneof(fc.constantFrom('', 'null', '<html>', '[', '{"a":', '7', '"x"'), fc.string());

describe.each(recorded)('an engine $version', ({ answers }) => {
  const names = Object.keys(questions).filter((name) => name in answers);
  const version = JSON.stringify(answers.engineVersion);

  it.each(names)('is understood: %s', async (name) => {
    expect(await ask(name, bodyOf(name, answers[name]), version)).not.toBeInstanceOf(AppFailure);
  });

  it('is understood or refused with a reason, whatever it answers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), mutations, async (name, places) => {
        const body = bodyOf(name, mutated(answers[name], places));
        if (name === 'engineVersion') await ask(name, JSON.stringify(answers.engineInfo), body);
        else await ask(name, body, version);
      }),
      { numRuns: 100 },
    );
  });

  it('is refused with a reason when its answer is none', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), nonsense, async (name, body) => {
        await ask(name, body, name === 'engineVersion' ? body : version);
      }),
      { numRuns: 100 },
    );
  });
});

it.each(recorded)('reads every event of an engine $version', async ({ answers }) => {
  const sent = answers.events as { Type: string; Action: string; Actor: { ID: string } }[];
  const read = await ask('events', bodyOf('events', sent), JSON.stringify(answers.engineVersion));
  expect(read).toMatchObject(
    sent.map(({ Type, Action, Actor: { ID } }) => ({ Type, Action, Actor: { ID } })),
  );
  const ofContainer = sent.filter(({ Type }) => Type === 'container').map(({ Action }) => Action);
  expect(ofContainer).toEqual(
    expect.arrayContaining(['create', 'start', 'pause', 'unpause', 'rename', 'die']),
  );
});

/** Answers that are not recorded, with `null` wherever the API has a list, a map or a text that may be empty. */
const withNulls: [string, unknown, (engine: Engine) => Promise<unknown>][] = [
  ['createContainer', { Id: 'x', Warnings: null }, (engine) => engine.createContainer('x', {} as never)],
  ['createNetwork', { Id: 'x', Warning: null }, (engine) => engine.createNetwork({} as never)],
  ['createExec', { Id: 'x', Warnings: null }, (engine) => engine.createExec('x', {} as never)],
  [
    'distributionDigest',
    { Descriptor: { digest: 'x', urls: null, annotations: null }, Platforms: null },
    (engine) => engine.distributionDigest('x'),
  ],
  [
    'statPath',
    { name: 'x', size: 0, mode: 0o644, mtime: null, linkTarget: null },
    (engine) => engine.statPath('x', '/x'),
  ],
  [
    'pullImage',
    { id: null, status: 'Pulling', progressDetail: null, aux: null, error: null },
    (engine) => engine.pullImage('x', { signal: never() }),
  ],
  [
    'buildImage',
    { stream: null, status: null, aux: { ID: 'x' }, progressDetail: { current: null, total: null } },
    (engine) => engine.buildImage(new Uint8Array(), { tag: 'x', signal: never() } as never),
  ],
];

it.each(withNulls)('understands null in the answer to %s', async (_name, value, question) => {
  answer = { body: JSON.stringify(value), version: '{}' };
  await question(engine);
});

it.each(withNulls)('refuses with a reason an answer to %s that is null', async (_name, _value, question) => {
  answer = { body: 'null', version: '{}' };
  const outcome = await question(engine).catch((error: unknown) => error);
  if (outcome instanceof Error) expect(outcome).toBeInstanceOf(AppFailure);
});

it('knows Podman by its answers', async () => {
  const podman = recorded.find((each) => each.version.startsWith('podman'))?.answers;
  const facts = await ask(
    'engineInfo',
    JSON.stringify(podman?.engineInfo),
    JSON.stringify(podman?.engineVersion),
  );
  expect(facts).toMatchObject({ isPodman: true, defaultRuntime: 'runc', cgroupVersion: '1' });
});
