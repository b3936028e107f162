import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SaveTokens } from '../../electron/engine/files/save-tokens.ts';
import { createLogs } from '../../electron/engine/logs/create.ts';
import { systemClock } from '../../electron/lib/clock.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import { AGENT_ID, eventually, OneAgent } from '../harness/agents/stream-fixture.ts';

const places = new SaveTokens(systemClock);
let agent: OneAgent;
let logs: ReturnType<typeof createLogs>;

beforeEach(() => {
  agent = new OneAgent();
  logs = createLogs({
    engine: () => agent.engine,
    directory: agent,
    clock: systemClock,
    logger: silentLogger,
    saveTokens: places,
  });
});

afterEach(async () => {
  logs.dispose();
  await agent.dispose();
});

describe('logs.save', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bulkhead-logs-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const save = (path: string) => {
    places.offer(path, path);
    return logs.calls['logs.save']({ agentId: AGENT_ID, place: path }, new AbortController().signal);
  };

  it('writes the whole log, also what no window keeps', async () => {
    await agent.create({
      Cmd: ['sh', '-c', 'seq 1 150000; head -c 40000 /dev/zero | tr "\\0" x; echo; sleep 60'],
    });
    await agent.start();
    const path = join(folder, 'agent.log');
    await eventually('the whole log', async () => (await save(path)).lines === 150_001);
    const text = await readFile(path, 'utf8');
    const lines = text.split('\n');
    expect(lines.slice(0, 150_000)).toEqual(Array.from({ length: 150_000 }, (_, at) => String(at + 1)));
    expect(lines[150_000]).toBe('x'.repeat(40_000));
  });

  it('says why a file cannot be written, and leaves nothing behind', async () => {
    await agent.create({ Cmd: ['sh', '-c', 'echo hello'] });
    await agent.start();
    await expect(save(join(folder, 'missing', 'agent.log'))).rejects.toMatchObject({
      error: { type: 'invalid-input', field: 'path', message: expect.stringContaining('does not exist') },
    });
    expect(await readdir(folder)).toEqual([]);
  });
});
