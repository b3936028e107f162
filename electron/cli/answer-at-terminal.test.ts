import { afterEach, beforeEach, expect, it } from 'vitest';
import { createConsentHandlers } from '../engine/approvals/consent-handlers.ts';
import { createApprovals } from '../engine/approvals/create.ts';
import { Consents } from '../engine/consent/consents.ts';
import type { Handlers } from '../engine/rpc/handlers.ts';
import { RpcServer } from '../engine/rpc/server.ts';
import { systemClock } from '../lib/clock.ts';
import { silentLogger } from '../lib/logger.ts';
import { Scope } from '../lib/scope.ts';
import { answerApprovals, consentAt } from './answer-at-terminal.ts';

let scope: Scope;
beforeEach(() => {
  scope = new Scope();
});
afterEach(() => scope.dispose());

const request = {
  client: 'coder\u001b[2J',
  action: 'create the agent “x”',
  reasons: [{ kind: 'egress' as const, subject: 'evil.test\nallow: yes' }],
  waitMs: 60_000,
};

it('asks about requests of programs, each on lines of its own, and answers them', async () => {
  const approvals = createApprovals({ clock: systemClock });
  const { calls, streams } = createConsentHandlers(new Consents({ asksPrograms: true }));
  const handlers = {
    calls: { ...approvals.calls, ...calls },
    streams: { ...approvals.streams, ...streams },
  } as unknown as Handlers;
  const server = new RpcServer({ handlers, logger: silentLogger, checkOutputs: true });
  scope.add(() => server.dispose());
  const asked: { message: string; detail: string }[] = [];
  const terminal = {
    ask: async (question: { message: string; detail: string }) => {
      asked.push(question);
      return asked.length === 1;
    },
  };
  scope.add(answerApprovals({ connectProgram: (port) => server.connect(port) }, terminal));
  const { signal } = new AbortController();
  // It is somebody who can be asked as soon as its stream is open.
  await expect.poll(() => approvals.calls['approvals.list']({}, signal)).toEqual([]);
  await new Promise((resolve) => setImmediate(resolve));
  await approvals.calls['approvals.request'](request, signal);
  await expect(approvals.calls['approvals.request'](request, signal)).rejects.toMatchObject({
    error: { type: 'not-allowed' },
  });
  expect(asked[0]?.message).toContain('"coder\\u001b[2J" wants to');
  expect(asked[0]?.detail.split('\n')).toEqual(['egress: "evil.test\\nallow: yes"']);
});

it('is a consent that the person gives or refuses', async () => {
  const answers = [true, false];
  const consent = consentAt({ ask: async () => answers.shift() ?? false });
  const question = { message: 'Use it?', detail: 'x' };
  await consent.ask(question);
  await expect(consent.ask(question)).rejects.toMatchObject({ error: { type: 'not-allowed' } });
});
