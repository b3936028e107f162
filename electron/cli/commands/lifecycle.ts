import type { Agent } from '../../contract/agent.ts';
import type { CallName } from '../../contract/registry.ts';
import { AGENT, command, many, one } from '../definition.ts';

type LifecycleCall = Extract<
  CallName,
  'agent.start' | 'agent.stop' | 'agent.restart' | 'agent.pause' | 'agent.resume'
>;

/** Defines a command that applies one call to each named agent in turn, and prints their names. */
function lifecycle(name: string, summary: string, call: LifecycleCall) {
  return command({
    name,
    summary,
    arguments: { agent: one(AGENT), more: many('Further agents') },
    options: {},
    examples: [{ line: `bulkhead ${name} demo`, does: `${summary.replace('agents', 'the agent “demo”')}` }],
    run: async ({ args }, { output, session, signal }) => {
      const opened = await session();
      const agents: Agent[] = [];
      for (const text of [args.agent, ...args.more]) agents.push(await opened.agent(text));
      for (const { id } of agents) await opened.client.call(call, { agentId: id }, signal);
      output.result(
        agents.map(({ id, name: agent }) => ({ id, name: agent })),
        () => agents.map((agent) => agent.name),
      );
      return 0;
    },
  });
}

export const start = lifecycle('start', 'Start agents', 'agent.start');
export const stop = lifecycle('stop', 'Stop agents', 'agent.stop');
export const restart = lifecycle('restart', 'Restart agents', 'agent.restart');
export const pause = lifecycle('pause', 'Freeze the programs of agents', 'agent.pause');
export const unpause = lifecycle('unpause', 'Let the programs of paused agents go on', 'agent.resume');
