import { expect, it } from 'vitest';
import { ManualClock } from '../../lib/manual-clock.ts';
import { IdempotencyKeys } from './idempotency.ts';

it('remembers the request of a caller when another one floods it with keys', async () => {
  const keys = new IdempotencyKeys(new ManualClock());
  let created = 0;
  const create = (caller: string, value: string) =>
    keys.once({ caller, route: 'POST /v1/agents', value }, {}, async () => {
      created += 1;
      return { status: 201, body: { created } };
    });
  const first = await create('token:ci', 'once');
  for (let n = 0; n < 1_500; n += 1) await create('token:noisy', String(n));
  expect(await create('token:ci', 'once')).toBe(first);
  expect(created).toBe(1_501);
});
