import { expect, it } from 'vitest';
import type { Consent } from './consent.ts';
import { Consents } from './consents.ts';

const question = { message: 'Use this engine?', detail: 'tcp://10.0.0.1:2375' };
const notAllowed = { error: { type: 'not-allowed' } };

/** Somebody in this process who has not answered yet. */
function openLocal() {
  const asked: { signal: AbortSignal | undefined; allow(): void; refuse(): void }[] = [];
  const local: Consent = {
    ask: (_, signal) =>
      new Promise((resolve, reject) => {
        asked.push({ signal, allow: () => resolve(), refuse: () => reject(new Error('no')) });
      }),
  };
  return { asked, local };
}

it('refuses at once, with what to do next, while nobody can be asked', async () => {
  const consents = new Consents({ asksPrograms: true });
  await expect(consents.ask(question)).rejects.toMatchObject({
    error: { type: 'not-allowed', message: expect.stringContaining('bulkhead serve') },
  });
});

it('asks a program that follows the questions', async () => {
  const consents = new Consents({ asksPrograms: true });
  consents.addWatcher();
  const [allowed, refused] = [consents.ask(question), consents.ask(question)];
  expect(consents.list()).toEqual([
    { ...question, id: '1' },
    { ...question, id: '2' },
  ]);
  consents.answer('1', true);
  consents.answer('2', false);
  await allowed;
  await expect(refused).rejects.toMatchObject(notAllowed);
  expect(() => consents.answer('1', true)).toThrow('no longer waits');
});

it('takes the first answer, and withdraws the question elsewhere', async () => {
  const { asked, local } = openLocal();
  const consents = new Consents({ local, asksPrograms: true });
  consents.addWatcher();
  const first = consents.ask(question);
  consents.answer('1', true);
  await first;
  expect(asked[0]?.signal?.aborted).toBe(true);
  const second = consents.ask(question);
  asked[1]?.refuse();
  await expect(second).rejects.toMatchObject(notAllowed);
  expect(consents.list()).toEqual([]);
});

it('lets no program answer where this process has dialogs of its own', async () => {
  const { asked, local } = openLocal();
  const consents = new Consents({ local, asksPrograms: false });
  consents.addWatcher();
  const waiting = consents.ask(question);
  expect(consents.list()).toEqual([]);
  asked[0]?.allow();
  await waiting;
});

it('refuses what waits when the last program that could answer has gone', async () => {
  const consents = new Consents({ asksPrograms: true });
  const leave = consents.addWatcher();
  const waiting = consents.ask(question);
  leave();
  await expect(waiting).rejects.toMatchObject(notAllowed);
});

it('waits no longer than whoever asked', async () => {
  const consents = new Consents({ asksPrograms: true });
  consents.addWatcher();
  const ending = new AbortController();
  const waiting = consents.ask(question, ending.signal);
  ending.abort(new Error('gone'));
  await expect(waiting).rejects.toThrow('gone');
  expect(consents.list()).toEqual([]);
});
