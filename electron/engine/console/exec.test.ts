import { expect, it } from 'vitest';
import { systemClock } from '../../lib/clock.ts';
import { silentLogger } from '../../lib/logger.ts';
import { type ExecOptions, runProgram } from './exec.ts';

/** The directory still shows the agent as created; the engine says what it is. */
function openExec(State: { Running: boolean; Paused: boolean }) {
  const options = {
    engine: () => ({
      inspectContainer: async () => ({ State }),
      createExec: async () => {
        throw new Error('reached the engine');
      },
    }),
    directory: { get: () => ({ containerId: 'c', status: 'created' }) },
    mark: 'mark',
    clock: systemClock,
    logger: silentLogger,
  } as unknown as ExecOptions;
  const sink = { onInput: () => undefined, signal: new AbortController().signal };
  const input = { agentId: 'a', command: ['true'], env: [], stdin: false, directory: '' };
  return runProgram(options, input as never, sink as never);
}

it('runs in an agent whose start the directory has not heard of yet', async () => {
  await expect(openExec({ Running: true, Paused: false })).rejects.toThrow('reached the engine');
});

it.each([
  ['stopped', { Running: false, Paused: false }],
  ['paused', { Running: true, Paused: true }],
])('refuses an agent that is %s', async (_name, state) => {
  await expect(openExec(state)).rejects.toMatchObject({ error: { type: 'not-running' } });
});
