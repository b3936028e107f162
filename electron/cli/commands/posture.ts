import { AGENT, command, one } from '../definition.ts';

export const posture = command({
  name: 'posture',
  summary: 'Say how strong an agent’s sandbox is, and why',
  details: ['It is worked out from what the engine reports the container to be. “bulkhead verify” tries it.'],
  arguments: { agent: one(AGENT) },
  options: {},
  examples: [{ line: 'bulkhead posture demo', does: 'Strong, Moderate or Weak, with the reasons' }],
  run: async ({ args }, { output, session, signal }) => {
    const opened = await session();
    const { id: agentId } = await opened.agent(args.agent);
    await opened.egressKnown(agentId);
    const found = await opened.client.call('agent.posture', { agentId }, signal);
    if (!output.json) output.line(`${found.level} (${found.tier})\n`);
    output.table(
      found,
      ['SEVERITY', 'WHAT', 'WHY'],
      found.findings.map(({ severity, title, detail }) => [severity, title, detail]),
    );
    return 0;
  },
});
