import { type AgentLife, MANUAL_LIFE } from '../../contract/agent-life.ts';
import { AGENT, command, one, text } from '../definition.ts';
import { changedLife } from '../life.ts';

export const life = command({
  name: 'life',
  summary: 'Show or change when an agent starts, stops and goes by itself',
  details: ['It takes effect while the app or “bulkhead serve” runs. What is not given stays as it is.'],
  arguments: { agent: one(AGENT) },
  options: {
    idleStop: text(
      '--idle-stop <duration>',
      'Stop it after so long without output, CPU or typing, such as 30m; “off”: never',
    ),
    startOnConsole: text('--start-on-console <yes|no>', 'Whether a console starts it'),
    startOnLaunch: text('--start-on-launch <yes|no>', 'Whether it starts with the app'),
    removeWhenStopped: text(
      '--remove-when-stopped <yes|no>',
      'Whether it is removed with its files when it stops',
    ),
  },
  examples: [
    { line: 'bulkhead life demo', does: 'What is set' },
    { line: 'bulkhead life demo --idle-stop 30m', does: 'Stops the agent after half an hour of nothing' },
  ],
  run: async ({ args, options }, { output, session, signal }) => {
    const opened = await session();
    const { id: agentId } = await opened.agent(args.agent);
    const present = (await opened.client.call('life.list', {}, signal))[agentId] ?? MANUAL_LIFE;
    const changed = changedLife(present, options);
    if (changed !== present) await opened.client.call('life.set', { agentId, life: changed }, signal);
    output.table(changed, ['SETTING', 'VALUE'], rowsOf(changed));
    return 0;
  },
});

function rowsOf(life: AgentLife): string[][] {
  const word = (isSet: boolean) => (isSet ? 'yes' : 'no');
  return [
    ['idle stop', life.idleStopMinutes === null ? 'off' : `${life.idleStopMinutes}m`],
    ['start on console', word(life.startOnConsole)],
    ['start on launch', word(life.startOnLaunch)],
    ['remove when stopped', word(life.removeWhenStopped)],
  ];
}
