import { afterAll, expect, it } from 'vitest';
import { SaveTokens } from '../../../electron/engine/files/save-tokens.ts';
import { createLogs } from '../../../electron/engine/logs/create.ts';
import { systemClock } from '../../../electron/lib/clock.ts';
import { silentLogger } from '../../../electron/lib/logger.ts';
import { Scope } from '../../../electron/lib/scope.ts';
import { AGENT_ID, connectWindow, OneAgent } from '../../harness/agents/stream-fixture.ts';

const scope = new Scope();
afterAll(() => scope.dispose());

/** Digits, so that a piece that is missing or marked with a time is seen. */
const LINE = Array.from({ length: 50_000 }, (_, index) => index % 10).join('');

// First reported as https://github.com/docker/cli/issues/4941 (a time inside a line) and
// https://github.com/docker/docker-py/issues/1696 (a line ends at 16 KiB).
it('a line of 50,000 characters is whole, from the history and live', async () => {
  const agent = new OneAgent();
  scope.add(() => agent.dispose());
  const print = `seq -s "" 0 9 | awk '{ for (i = 0; i < 5000; i++) printf "%s", $0; print "'$1'" }'`;
  await agent.create({
    Cmd: ['sh', '-c', `print() { ${print}; }; print; read go; print end; sleep 600`],
    OpenStdin: true,
  });
  await agent.start();
  const logs = createLogs({
    engine: () => agent.engine,
    directory: agent,
    clock: systemClock,
    logger: silentLogger,
    saveTokens: new SaveTokens(systemClock),
  });
  scope.add(() => logs.dispose());
  const window = connectWindow(logs.streams);
  scope.add(() => window.close());
  const lines: string[] = [];
  window.client
    .open(
      'logs.follow',
      { agentId: AGENT_ID },
      { onItem: (batch) => lines.push(...batch.lines.map(({ text }) => text)) },
    )
    .done.catch(() => undefined);
  // A busy engine may store a line while its history is read; then the app adds that lines may be missing there.
  const whole = () => lines.filter((line) => line.length >= LINE.length);
  await expect.poll(() => whole().length).toBe(1);
  const stdin = await agent.engine.attach(agent.containerId, { stdin: true });
  stdin.write('\n');
  await expect.poll(() => whole().length).toBe(2);
  stdin.destroy();
  expect(whole()).toEqual([LINE, `${LINE}end`]);
});
