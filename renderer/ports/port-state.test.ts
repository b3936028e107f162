import { expect, it } from 'vitest';
import type { PublishedPort } from '../../electron/contract/ports.ts';
import { portState } from './port-state.ts';

const port = (change: Partial<PublishedPort> = {}): PublishedPort => ({
  containerPort: 3000,
  hostPort: null,
  boundPort: 3000,
  url: 'http://otter.localhost:3000/',
  open: 0,
  last: 'none',
  ...change,
});
const listening = (loopbackOnly: boolean) => [{ port: 3000, loopbackOnly }];

it('says the nearest thing that keeps a port from working', () => {
  const taken = port({
    boundPort: null,
    problem: 'Port 3000 of this machine is in use by node (process 1).',
  });
  expect(portState(taken, true, null)).toMatchObject({ text: 'Not listening', detail: taken.problem });
  expect(portState(port(), false, null).text).toBe('Agent not running');
  const refused = portState(port({ last: 'not-listening' }), true, listening(true));
  expect(refused).toMatchObject({
    text: 'Listens on localhost only',
    detail: expect.stringContaining('socat'),
  });
  expect(portState(port({ last: 'gateway-down' }), true, listening(false)).text).toBe('No gateway');
  expect(portState(port(), true, []).text).toBe('Agent not listening');
  expect(portState(port({ last: 'not-listening' }), true, null).text).toBe('Agent not listening');
});

it('says that it works, also after a refusal once the program listens', () => {
  expect(portState(port({ last: 'not-listening' }), true, listening(false)).text).toBe('Listening');
  expect(portState(port(), true, listening(true)).text).toBe('Listening');
  expect(portState(port({ open: 2 }), true, null).text).toBe('Listening, 2 open');
});
