import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleProgram } from '../../harness/bundle-program.ts';
import { record } from '../harness/injections.ts';
import { ownFilesOf, ownFileWork, prepareOwnFiles } from '../harness/own-files.ts';
import type { FileStep } from '../harness/world.ts';

const harness = join(import.meta.dirname, '../harness');
let folder: string;
let bundle: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-own-files-'));
  bundle = join(folder, 'bundle/own-files.cjs');
  await bundleProgram(join(harness, 'own-files.ts'), bundle);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The arguments of a process that does the work, and is killed at a step from 1 on. */
const processOf = (name: string, place: string, step: number, torn: boolean) => [
  join(harness, 'own-files-process.cjs'),
  ...[bundle, name, place, String(step), String(torn)],
];

async function run<T>(name: string, act: (place: string) => Promise<T> | T): Promise<T> {
  const place = mkdtempSync(join(folder, 'place-'));
  await prepareOwnFiles(place, name);
  return await act(place);
}

it.each(Object.keys(ownFileWork))(
  'survives the death of its process at every file operation: %s',
  async (name) => {
    const work = ownFileWork[name];
    const { steps, before, after } = await run(name, async (place) => ({
      before: await ownFilesOf(place),
      steps: JSON.parse(
        execFileSync(process.execPath, processOf(name, place, 0, false), { encoding: 'utf8' }),
      ) as FileStep[],
      after: await ownFilesOf(place),
    }));
    expect(after).not.toBe(before);
    const injections = steps.flatMap((step, index) =>
      [false, ...(step.canBeTorn ? [true] : [])].map((torn) => ({
        number: index + 1,
        step: step.name,
        torn,
      })),
    );
    for (const { number, step, torn } of injections)
      await run(name, async (place) => {
        const { signal } = spawnSync(process.execPath, processOf(name, place, number, torn));
        expect(signal, `${number} ${step}`).toBe('SIGKILL');
        const state = await ownFilesOf(place);
        expect([before, after, ...(work?.between ?? []).map((part) => before.replace(...part))]).toContain(
          state,
        );
        await work?.operate(place);
        expect(await ownFilesOf(place), `again after ${number} ${step}`).toBe(after);
        const fault = torn ? 'app killed in a write' : 'app killed before a file operation';
        const outcome = state === before ? 'before' : state === after ? 'after' : 'whole';
        record({ operation: `own files: ${name}`, fault, step: `${number} ${step}`, outcome });
      });
  },
);
