import { describe, expect, it } from 'vitest';
import { hardenedInspect } from '../posture/inspect.fixture.ts';
import { describeExit, signalOf, withMemoryKill } from './exit.ts';
import { statusOf } from './status.ts';

const ended = (change: object) => ({
  ...hardenedInspect().State,
  Status: 'exited',
  Running: false,
  FinishedAt: '2026-01-02T03:05:00Z',
  ...change,
});

describe('describeExit', () => {
  it.each([
    [{ ExitCode: 0 }, 'Finished (exit code 0).'],
    [{ ExitCode: 3 }, 'Exit code 3.'],
    [{ ExitCode: 137 }, 'Killed by SIGKILL.'],
    [{ ExitCode: 143 }, 'Killed by SIGTERM.'],
    [{ ExitCode: 139 }, 'Killed by SIGSEGV.'],
    [{ ExitCode: 137, OOMKilled: true }, 'Out of memory: killed by the kernel.'],
    [{ ExitCode: 126 }, 'Exit code 126: the command may not be run.'],
    [
      { Status: 'created', ExitCode: 127, Error: 'exec: "nope": not found' },
      'Could not start: exec: "nope": not found',
    ],
  ])('%j → %s', (change, reason) => {
    expect(describeExit(ended(change))?.reason).toBe(reason);
  });

  it('tells a killed child apart from a main process that ended well', () => {
    const exit = describeExit(ended({ ExitCode: 0, OOMKilled: true }));
    expect(exit).toMatchObject({ code: 0, oomKilled: true });
    expect(exit?.reason).toBe(
      'Finished (exit code 0). Before that, the kernel killed a process in it for want of memory.',
    );
  });

  it('adds that the process limit was reached, when that is known', () => {
    expect(describeExit(ended({ ExitCode: 1 }), { pidsLimitHit: true })?.reason).toBe(
      'Exit code 1. Its process limit was reached.',
    );
  });

  it('says nothing of what runs or has never run, but tells the last exit between restarts', () => {
    expect(describeExit(hardenedInspect().State)).toBeUndefined();
    expect(describeExit(ended({ Status: 'created' }))).toBeUndefined();
    const restarting = { Status: 'restarting', Running: true, Restarting: true, ExitCode: 1 };
    expect(describeExit(ended(restarting))?.reason).toBe('Exit code 1.');
  });
});

describe('withMemoryKill', () => {
  const killed = ended({ ExitCode: 137, OOMKilled: false, StartedAt: '2026-01-02T03:04:06.5Z' });
  const started = Date.parse('2026-01-02T03:04:06.500Z');

  it('believes an event of this run before the engine has it in the state', () => {
    const state = withMemoryKill(killed, started + 20);
    expect(statusOf(state, { reachable: true, activity: undefined })).toBe('failed');
    expect(describeExit(state)?.reason).toBe('Out of memory: killed by the kernel.');
  });

  it('does not blame an earlier run’s event, or none', () => {
    for (const state of [withMemoryKill(killed, started - 1), withMemoryKill(killed, undefined)]) {
      expect(statusOf(state, { reachable: true, activity: undefined })).toBe('stopped');
    }
  });
});

it('knows no signal in codes below 128 or far above', () => {
  expect([signalOf(9), signalOf(255)]).toEqual([undefined, undefined]);
});
