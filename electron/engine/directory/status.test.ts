import { describe, expect, it } from 'vitest';
import { hardenedInspect } from '../posture/inspect.fixture.ts';
import { reactionTo, statusOf } from './status.ts';

const status = (change: object, context = {}) =>
  statusOf({ ...hardenedInspect().State, ...change }, { reachable: true, activity: undefined, ...context });

describe('statusOf', () => {
  it.each([
    [{ Status: 'running' }, 'running'],
    [{ Status: 'restarting', Running: true, Restarting: true, ExitCode: 1 }, 'running'],
    [{ Status: 'paused', Paused: true }, 'paused'],
    [{ Status: 'created' }, 'stopped'],
    [{ Status: 'created', ExitCode: 127, Error: 'no such file' }, 'failed'],
    [{ Status: 'exited', ExitCode: 0 }, 'stopped'],
    [{ Status: 'exited', ExitCode: 143 }, 'stopped'],
    [{ Status: 'exited', ExitCode: 137 }, 'stopped'],
    [{ Status: 'exited', ExitCode: 137, OOMKilled: true }, 'failed'],
    [{ Status: 'exited', ExitCode: 139 }, 'failed'],
    [{ Status: 'exited', ExitCode: 1 }, 'failed'],
    [{ Status: 'exited', ExitCode: 0, OOMKilled: true }, 'stopped'],
    [{ Status: 'removing', ExitCode: 0 }, 'stopped'],
    [{ Status: 'dead', ExitCode: 0 }, 'failed'],
  ])('%j → %s', (state, expected) => {
    expect(status(state)).toBe(expected);
  });

  it('is creating only while the app creates', () => {
    expect(status({ Status: 'created' }, { activity: 'create' })).toBe('creating');
    expect(status({ Status: 'running' }, { activity: 'create' })).toBe('running');
  });

  it('is unreachable with the engine gone, whatever was known', () => {
    expect(status({ Status: 'running' }, { reachable: false })).toBe('unreachable');
  });
});

it('reacts to what changes a container, not to what happens in it', () => {
  expect(
    ['start', 'die', 'oom', 'rename', 'update', 'destroy', 'exec_start: sh', 'attach'].map(reactionTo),
  ).toEqual(['inspect', 'inspect', 'inspect', 'inspect', 'inspect', 'forget', 'ignore', 'ignore']);
  expect(['remove', 'exec', 'exec_died', 'died'].map(reactionTo)).toEqual([
    'forget',
    'ignore',
    'ignore',
    'inspect',
  ]);
});
