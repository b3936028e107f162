import { expect, it } from 'vitest';
import type { FromHost } from '../../contract/host.ts';
import { MainConsent } from './main-consent.ts';

const question = { message: 'Use this engine?', detail: 'tcp://10.0.0.1:2375' };

function recordQuestions() {
  const sent: FromHost[] = [];
  const consent = new MainConsent((message) => sent.push(message));
  return { consent, sent };
}

it('passes the question on, and takes the answer that belongs to it', async () => {
  const { consent, sent } = recordQuestions();
  const first = consent.ask(question);
  const second = consent.ask({ ...question, detail: 'ssh://host' });
  expect(sent).toEqual([
    { type: 'consent-wanted', requestId: 1, question },
    { type: 'consent-wanted', requestId: 2, question: { ...question, detail: 'ssh://host' } },
  ]);
  consent.receive({ type: 'consent-answer', requestId: 2, allowed: false });
  await expect(second).rejects.toMatchObject({ error: { type: 'not-allowed' } });
  consent.receive({ type: 'consent-answer', requestId: 1, allowed: true });
  await expect(first).resolves.toBeUndefined();
});

it('waits no longer than whoever asked, and withdraws the question', async () => {
  const { consent, sent } = recordQuestions();
  const ending = new AbortController();
  const waiting = consent.ask(question, ending.signal);
  ending.abort(new Error('gone'));
  await expect(waiting).rejects.toThrow('gone');
  expect(sent.at(-1)).toEqual({ type: 'consent-withdrawn', requestId: 1 });
});
