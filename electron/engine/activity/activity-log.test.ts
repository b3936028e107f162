import { expect, it } from 'vitest';
import { ManualClock } from '../../lib/manual-clock.ts';
import { ActivityLog } from './activity-log.ts';

it('keeps the activity of others when one agent floods the list', () => {
  const log = new ActivityLog(new ManualClock());
  const add = (agentId: string, text: string) =>
    log.add({ agentId, agentName: agentId, kind: 'waiting', text });
  add('quiet', 'Something that matters.');
  for (let n = 0; n < 500; n += 1) add('noisy', `bell ${n}`);
  expect(log.list()).toHaveLength(200);
  expect(log.list()[0]).toMatchObject({ agentId: 'quiet' });
  expect(log.list().at(-1)).toMatchObject({ text: 'bell 499' });
});
