import { AGENT, command, one } from '../definition.ts';

export const secret = command({
  name: 'secret',
  summary: 'List the secrets that an agent may use, never their values',
  details: [
    'Secrets are added in the window, because their values belong to the keychain. Without the app (“bulkhead serve”) no secret is available, and what needs one is refused.',
  ],
  arguments: { agent: one(AGENT) },
  options: {},
  examples: [
    { line: 'bulkhead secret demo', does: 'The ids, how each is delivered, and what is wrong with it' },
  ],
  run: async ({ args }, { output, session, signal }) => {
    const opened = await session();
    const { id: agentId } = await opened.agent(args.agent);
    const state = await opened.client.call('agent.credentials', { agentId }, signal);
    output.table(
      state,
      ['SECRET', 'DELIVERY', 'VARIABLE', 'PROBLEM'],
      state.credentials.map(({ secretId, delivery, envName, problem }) => [
        secretId,
        delivery,
        envName ?? '',
        problem ?? '',
      ]),
    );
    return 0;
  },
});
