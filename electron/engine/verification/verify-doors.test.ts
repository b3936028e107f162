import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Scope } from '../../lib/scope.ts';
import { hardenedInspect } from '../posture/inspect.fixture.ts';
import { Doors } from './doors.ts';
import { type DoorTrial, doorTargets, judgeDoors, prepareDoorTrial } from './verify-doors.ts';

const FOLDER = '/home/p/.config/Bulkhead/control';
const { signal } = new AbortController();

let scope: Scope;
let doors: Doors;
let port: number;
let isDeaf: boolean;
beforeEach(async () => {
  scope = new Scope();
  isDeaf = false;
  doors = new Doors(FOLDER);
  const server = createServer((request, response) => {
    if (!isDeaf) doors.arrived(request.url ?? '');
    response.writeHead(401).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  scope.add(() => void server.close());
  port = (server.address() as AddressInfo).port;
});
afterEach(() => scope.dispose());

const listen = () => doors.add({ host: '127.0.0.1', port, tls: false });
const withMount = (Source: string) =>
  hardenedInspect({ Mounts: [{ Type: 'bind', Source, Destination: '/work', RW: true }] } as never);
const judge = (trial: DoorTrial, report: Record<string, string> | null, inspect = hardenedInspect()) =>
  judgeDoors(trial, inspect, report && new Map(Object.entries(report)));

describe('the socket', () => {
  it.each([FOLDER, `${FOLDER}/bulkhead.sock`, '/home/p/.config', '/home/p/', '/', `/host_mnt${FOLDER}`])(
    'is reached through a mount of %s',
    async (source) => {
      const trial = await prepareDoorTrial(doors, signal);
      expect(judge(trial, {}, withMount(source))).toMatchObject({
        verdict: 'fail',
        observed: '/work leads to the socket',
      });
    },
  );

  it.each(['/home/p/project', `${FOLDER}-other`, '/home/p/.config/Bulkhead/contro'])(
    'is not reached through a mount of %s',
    async (source) => {
      const trial = await prepareDoorTrial(doors, signal);
      expect(judge(trial, {}, withMount(source)).verdict).toBe('pass');
    },
  );
});

describe('the API on TCP', () => {
  const silent = () => ({
    [`door 10.83.0.1:${port}`]: 'ETIMEDOUT',
    'door-gateway': 'connected HTTP/1.1 403 Forbidden',
  });

  it('passes when no attempt arrived, and this host’s own did', async () => {
    listen();
    const trial = await prepareDoorTrial(doors, signal);
    expect(judge(trial, silent()).verdict).toBe('pass');
  });

  it('fails when a request arrived, whatever the agent prints', async () => {
    listen();
    const trial = await prepareDoorTrial(doors, signal);
    await fetch(`http://127.0.0.1:${port}${trial.path}`);
    expect(judge(trial, silent())).toMatchObject({
      verdict: 'fail',
      observed: 'A request from inside arrived at the API',
    });
    trial.end();
    expect(doors.arrived(trial.path)).toBe(false);
  });

  it.each([
    ['an address of the host', { 'door 10.83.0.1:3200': 'connected HTTP/1.1 401 Unauthorized' }],
    ['the gateway', { 'door-gateway': 'connected HTTP/1.1 200 Connection established' }],
  ])('fails when %s answers', async (_, report) => {
    listen();
    expect(judge(await prepareDoorTrial(doors, signal), report).verdict).toBe('fail');
  });

  it('proves nothing without a program inside, or when this host is not heard either', async () => {
    listen();
    expect(judge(await prepareDoorTrial(doors, signal), null).verdict).toBe('inconclusive');
    isDeaf = true;
    expect(judge(await prepareDoorTrial(doors, signal), silent()).verdict).toBe('inconclusive');
  });

  it('is tried at every address of the host and through the gateway, and not when nothing listens', async () => {
    const gateway = { host: '10.83.0.2', port: 3128 };
    expect(doorTargets(await prepareDoorTrial(doors, signal), ['10.83.0.1'], gateway)).toEqual([]);
    const close = listen();
    const trial = await prepareDoorTrial(doors, signal);
    expect(doorTargets(trial, ['10.83.0.1'], gateway).map(({ key }) => key)).toEqual([
      `door 10.83.0.1:${port}`,
      `door host.docker.internal:${port}`,
      'door-gateway',
    ]);
    close();
    expect(doors.listening).toEqual([]);
  });
});
