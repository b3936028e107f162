import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { plantLinks } from '../../lib/planted-link.fixture.ts';
import type { Engine } from '../docker/engine.ts';
import { saveLog } from './save.ts';

const engineWith = (log: Readable) =>
  ({
    inspectContainer: async () => ({ Config: { Tty: true } }),
    logs: async () => log,
  }) as unknown as Engine;

it('writes to no file that a planted link leads to', async () => {
  const links = await plantLinks('agent.log');
  const { signal } = new AbortController();
  try {
    const saved = await saveLog(
      engineWith(Readable.from([Buffer.from('one\ntwo\n')])),
      'c',
      links.path,
      signal,
    );
    expect(saved).toEqual({ lines: 2, bytes: 8 });
    expect(await links.victim()).toBe('mine');
    expect(await readFile(links.path, 'utf8')).toBe('one\ntwo\n');
  } finally {
    await links.remove();
  }
});

it('reads no log that it cannot save', async () => {
  const log = Readable.from([Buffer.from('one\n')]);
  const saving = saveLog(engineWith(log), 'c', '/nowhere/agent.log', new AbortController().signal);
  await expect(saving).rejects.toMatchObject({ error: { type: 'invalid-input', field: 'path' } });
  expect(log.destroyed).toBe(true);
});
