import { expect, it } from 'vitest';
import type { Endpoint, EngineState } from '../../contract/engine.ts';
import { planLaunch } from './launch-plan.ts';
import { readyMachine } from './machine.fixture.ts';
import { refusalOf, sourcesOf } from './offer.ts';
import { placesIn } from './places.ts';

const places = placesIn('/home/ada/my data');
const machine = readyMachine;
const nowhere: EngineState = {
  status: 'unreachable',
  error: { type: 'engine-unreachable', message: '', actions: [] },
  tried: [],
};
const other = (source: Endpoint['source']): Endpoint => ({
  url: 'unix:///other.sock',
  source,
  label: source,
});
const refusal = (named?: Endpoint, state: EngineState = nowhere) =>
  refusalOf({ machine, places, named, state });

it('is offered only where no other engine is named or answers', () => {
  expect(refusal()).toBeUndefined();
  expect(refusal(places.endpoint)).toBeUndefined();
  expect(refusal(other('DOCKER_HOST'))).toContain('DOCKER_HOST names another engine');
  expect(refusal(other('context'))).toContain('names another engine');
  expect(refusal(other('settings'))).toContain('Your choice of a socket');
  const connected = { status: 'connected', endpoint: other('socket') } as EngineState;
  expect(refusal(undefined, connected)).toContain('answers already at unix:///other.sock');
});

it('needs a folder in which a socket can be', () => {
  const deep = placesIn(`/home/${'x'.repeat(100)}`);
  expect(refusalOf({ machine, places: deep, named: undefined, state: nowhere })).toContain('107 bytes');
});

it.each([
  ['the packages, where they are there', machine, false, ['packages', 'download']],
  ['the packages, where both lack something', { ...machine, programs: {} }, false, ['packages', 'download']],
  [
    'the download, where it lacks nothing',
    { ...machine, programs: { ...machine.programs, rootlesskit: undefined } as never },
    false,
    ['download', 'packages'],
  ],
  ['the download, once it was used', machine, true, ['download', 'packages']],
  ['the packages alone, for other processors', { ...machine, arch: 'riscv64' }, false, ['packages']],
])('proposes %s', (_, found, isDownloaded, kinds) => {
  expect(sourcesOf(found, isDownloaded).map(({ kind }) => kind)).toEqual(kinds);
});

it('starts the engine in namespaces of its own, with everything in its folder and no way to the loopback', () => {
  const environment = { HOME: '/home/ada', PATH: '/usr/bin', SECRET: 'x', DOCKER_HOST: 'tcp://x' };
  const { program, args, env } = planLaunch({ machine, places, environment });
  expect(program).toBe('/usr/bin/rootlesskit');
  expect(args).toEqual(expect.arrayContaining(['--disable-host-loopback', '--net=slirp4netns']));
  expect(args[args.indexOf('--data-root') + 1]).toBe('/home/ada/my data/engine/data');
  expect(env).toEqual({
    HOME: '/home/ada',
    XDG_RUNTIME_DIR: '/home/ada/my data/engine/run',
    PATH: expect.stringContaining('/usr/sbin'),
  });
});
