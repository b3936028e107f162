import { expect, it } from 'vitest';
import { PROGRAM_ONLY } from '../contract/program-only.ts';
import { calls, streams } from '../contract/registry.ts';
import { portPair } from './port-pair.ts';
import { windowPort } from './window-port.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

it('refuses what only programs may call, and passes everything else on', async () => {
  const [window, host] = portPair();
  const passed: unknown[] = [];
  const answers: unknown[] = [];
  windowPort(host).onMessage((message) => passed.push(message));
  window.onMessage((message) => answers.push(message));
  const list = { t: 'call', id: 1, name: 'agent.list', input: {} };
  window.post(list);
  window.post({ t: 'call', id: 2, name: 'consents.answer', input: { consentId: '1', allowed: true } });
  window.post({ t: 'open', id: 3, name: 'consents.watch', input: {} });
  window.post({ t: 'ack', id: 3, size: 1 });
  await turn();
  expect(passed).toEqual([list, { t: 'ack', id: 3, size: 1 }]);
  expect(answers).toMatchObject([
    { t: 'fail', id: 2, error: { type: 'not-allowed' } },
    { t: 'fail', id: 3, error: { type: 'not-allowed' } },
  ]);
});

it('names calls and streams that exist', () => {
  const names = [...Object.keys(calls), ...Object.keys(streams)];
  expect([...PROGRAM_ONLY].filter((name) => !names.includes(name))).toEqual([]);
});
