import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLogger } from '../../lib/logger.ts';
import { Records } from './records.ts';
import { sampleAttempt, sampleTask } from './task-record.fixture.ts';
import { TaskStore } from './task-store.ts';

let dataPath: string;
beforeEach(async () => {
  dataPath = await mkdtemp(join(tmpdir(), 'bulkhead-tasks-'));
});
afterEach(() => rm(dataPath, { recursive: true }));

const attempt = sampleAttempt();
const task = sampleTask({ attempts: [attempt] });
const open = () => {
  const store = new TaskStore({ dataPath, logger: silentLogger });
  return { store, records: new Records({ store, logger: silentLogger }) };
};

it('knows after a restart what it was told, and what changed since', async () => {
  const { store, records } = open();
  await records.ready();
  await records.put(task);
  records.change(task.id, attempt.id, (each) => ({ ...each, begunAt: 5 }));
  await store.dispose();
  const again = open().records;
  await again.ready();
  expect(again.all()).toEqual([{ ...task, attempts: [{ ...attempt, begunAt: 5 }] }]);
  await again.forget(task.id);
  expect((await open().store.load()).tasks).toEqual([]);
});

it('reads a task that an older version of the app wrote', async () => {
  const { store, records } = open();
  await records.put(task);
  await store.dispose();
  const { rounds: _, followUpCommand: __, output: ___, ...older } = attempt;
  const path = join(dataPath, 'tasks', `${task.id}.json`);
  await writeFile(path, JSON.stringify({ ...task, attempts: [{ ...older, begunAt: 5 }] }));
  expect((await open().store.load()).tasks).toEqual([{ ...task, attempts: [{ ...attempt, begunAt: 5 }] }]);
});

it('names files that it cannot read, and never writes to them', async () => {
  const { records } = open();
  await records.put(task);
  const [broken, foreign] = [`${'c'.repeat(12)}.json`, `${'d'.repeat(12)}.json`].map((name) =>
    join(dataPath, 'tasks', name),
  ) as [string, string];
  await writeFile(broken, '{"version":');
  await writeFile(foreign, JSON.stringify(task));
  await writeFile(join(dataPath, 'tasks', 'notes.txt'), 'mine');
  const { tasks, unreadable } = await open().store.load();
  expect(tasks).toEqual([task]);
  expect(unreadable.sort()).toEqual([broken, foreign]);
  expect(await readFile(broken, 'utf8')).toBe('{"version":');
});

it('does not bring back an attempt that was discarded while it changed', async () => {
  const { store, records } = open();
  await records.put(task);
  records.drop(task.id, attempt.id);
  records.change(task.id, attempt.id, (each) => ({ ...each, begunAt: 5 }));
  await store.dispose();
  expect(records.task(task.id).attempts).toEqual([]);
  expect(() => records.attempt(task.id, attempt.id)).toThrow('no longer exists');
});
