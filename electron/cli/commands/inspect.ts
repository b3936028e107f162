import { AGENT, command, one } from '../definition.ts';

export const inspect = command({
  name: 'inspect',
  summary: 'Print everything about an agent, as JSON',
  details: [
    'The object holds the agent as “ls --json” lists it, and its `details`, `posture`, `egress`, `ports` and `differences`. A part that cannot be read while the agent is stopped is null.',
  ],
  arguments: { agent: one(AGENT) },
  options: {},
  examples: [{ line: 'bulkhead inspect demo', does: 'Its settings, and what is in force on the engine' }],
  run: async ({ args }, { output, session, signal }) => {
    const opened = await session();
    const agent = await opened.agent(args.agent);
    const { client } = opened;
    const agentId = agent.id;
    await opened.egressKnown(agentId);
    const [details, posture, egress, ports, drift] = await Promise.all([
      client.call('agent.details', { agentId }, signal).catch(() => null),
      client.call('agent.posture', { agentId }, signal).catch(() => null),
      client.call('egress.state', { agentId }, signal).catch(() => null),
      client.call('ports.list', { agentId }, signal).catch(() => null),
      client.call('drift.list', {}, signal).catch(() => null),
    ]);
    const differences = drift && (drift[agentId] ?? []);
    const inspected = { agent, details, posture, egress, ports, differences };
    output.line(JSON.stringify(inspected, undefined, 2));
    return 0;
  },
});
