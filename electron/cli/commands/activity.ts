import { command, flag } from '../definition.ts';
import { timeOfDay } from '../format.ts';

export const activity = command({
  name: 'activity',
  summary: 'List what happened to agents without having been asked for',
  details: [
    'Ends, exhausted memory, idle stops and the like, since the app or “bulkhead serve” started: it needs one of them.',
  ],
  arguments: {},
  options: { clear: flag('--clear', 'Forget the events, in the window too') },
  examples: [{ line: 'bulkhead activity', does: 'Each event with its time, the newest last' }],
  run: async ({ options }, { output, session, signal }) => {
    const opened = await session();
    const entries = await opened.client.call('activity.list', {}, signal);
    if (options.clear) await opened.client.call('activity.clear', {}, signal);
    output.table(
      entries,
      ['TIME', 'AGENT', 'WHAT'],
      entries.map(({ at, agentName, text }) => [timeOfDay(at), agentName, text]),
    );
    return 0;
  },
});
