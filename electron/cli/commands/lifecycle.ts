import type { AgentStatus } from '../../contract/agent.ts';
import type { CallName } from '../../contract/registry.ts';
import { AGENTS, chosenAgents, inTurn } from '../agents-in-turn.ts';
import { type CommandDefinition, command } from '../definition.ts';

type LifecycleCall = Extract<
  CallName,
  'agent.start' | 'agent.stop' | 'agent.restart' | 'agent.pause' | 'agent.resume'
>;

interface Lifecycle {
  name: string;
  summary: string;
  examples: CommandDefinition['examples'];
  call: LifecycleCall;
  /** The agents that `--all` means, in words. */
  all: string;
  statuses: readonly AgentStatus[];
}

/** Defines a command that applies one call to each agent in turn, and prints their names. */
function lifecycle({ name, summary, examples, call, all, statuses }: Lifecycle) {
  return command({
    name,
    summary,
    arguments: AGENTS.arguments,
    options: { all: AGENTS.all(all) },
    examples,
    run: async ({ args, options }, context) => {
      const opened = await context.session();
      const choice = { ...args, all: options.all };
      const agents = await chosenAgents(opened, choice, ({ status }) => statuses.includes(status));
      await inTurn(agents, context, ({ id }) => opened.client.call(call, { agentId: id }, context.signal));
      context.output.result(
        agents.map(({ id, name: agent }) => ({ id, name: agent })),
        () => agents.map((agent) => agent.name),
      );
      return 0;
    },
  });
}

export const start = lifecycle({
  name: 'start',
  summary: 'Start agents',
  examples: [{ line: 'bulkhead start demo', does: 'Start the agent “demo”' }],
  call: 'agent.start',
  all: 'All that do not run',
  statuses: ['stopped', 'failed'],
});
export const stop = lifecycle({
  name: 'stop',
  summary: 'Stop agents',
  examples: [{ line: 'bulkhead stop demo', does: 'Stop the agent “demo”' }],
  call: 'agent.stop',
  all: 'All that run, paused ones too',
  statuses: ['running', 'paused'],
});
export const restart = lifecycle({
  name: 'restart',
  summary: 'Restart agents',
  examples: [{ line: 'bulkhead restart demo', does: 'Restart the agent “demo”' }],
  call: 'agent.restart',
  all: 'All that run, paused ones too',
  statuses: ['running', 'paused'],
});
export const pause = lifecycle({
  name: 'pause',
  summary: 'Freeze the programs of agents',
  examples: [
    { line: 'bulkhead pause demo', does: 'Freeze the programs of the agent “demo”' },
    { line: 'bulkhead pause --all', does: 'Freeze the programs of all agents that run' },
  ],
  call: 'agent.pause',
  all: 'All that run',
  statuses: ['running'],
});
export const unpause = lifecycle({
  name: 'unpause',
  summary: 'Let the programs of paused agents go on',
  examples: [{ line: 'bulkhead unpause demo', does: 'Let the programs of the agent “demo” go on' }],
  call: 'agent.resume',
  all: 'All that are paused',
  statuses: ['paused'],
});
