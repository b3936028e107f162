import { expect, it } from 'vitest';
import type { AskCard } from '../../electron/contract/asks.ts';
import { ManualClock } from '../../electron/lib/manual-clock.ts';
import { NOTIFICATION_PAUSE_MS, NotificationLimit } from './notification-limit.ts';

const card = (agentId: string, id: string): AskCard => ({
  id,
  agentId,
  host: `${id}.test`,
  port: 443,
  reason: 'no-rule',
  requests: [],
  count: 1,
  firstTime: 0,
  lastTime: 0,
});

function limited() {
  const clock = new ManualClock();
  const shown: string[] = [];
  const limit = new NotificationLimit(clock, ({ agentId, id }, others) =>
    shown.push(`${agentId} ${id} +${others}`),
  );
  const add = (agentId: string, ...ids: string[]) =>
    limit.add(
      agentId,
      ids.map((id) => card(agentId, id)),
    );
  return { clock, shown, limit, add };
}

it('notifies at once, and of a flood only once a pause, with its number', () => {
  const { clock, shown, add } = limited();
  add('a', 'first');
  for (let index = 0; index < 100; index += 1) {
    clock.advance(200);
    add('a', `flood-${index}`);
  }
  expect(shown).toEqual(['a first +0']);
  clock.advance(NOTIFICATION_PAUSE_MS);
  expect(shown).toEqual(['a first +0', 'a flood-99 +99']);
  add('a', 'more', 'less');
  clock.advance(NOTIFICATION_PAUSE_MS);
  expect(shown.slice(2)).toEqual(['a more +1']);
  clock.advance(NOTIFICATION_PAUSE_MS);
  add('a', 'later');
  expect(shown.slice(3)).toEqual(['a later +0']);
});

it('lets no agent’s flood hide another’s request', () => {
  const { shown, add } = limited();
  add('a', 'one', 'two');
  add('a', 'three');
  add('b', 'one');
  expect(shown).toEqual(['a one +1', 'b one +0']);
});

it('notifies no more once it is disposed', () => {
  const { clock, shown, limit, add } = limited();
  add('a', 'one');
  add('a', 'two');
  limit.dispose();
  clock.advance(NOTIFICATION_PAUSE_MS);
  expect(shown).toEqual(['a one +0']);
});
