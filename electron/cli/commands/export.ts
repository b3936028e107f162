import type { RpcClient } from '../../client/rpc-client.ts';
import { AppFailure } from '../../contract/error.ts';
import { agentFileOf } from '../../contract/files/agent-file.ts';
import { writeYaml } from '../../contract/files/write-yaml.ts';
import { AGENT, command, flag, one } from '../definition.ts';
import { egressAgent } from '../egress-change.ts';

export const exportAgent = command({
  name: 'export',
  summary: 'Print an agent as a file',
  details: [
    'A Bulkhead file (docs/agent-file.md), from which “bulkhead create --file” makes the same agent, also on another machine; or a Compose file, which runs it without Bulkhead. Its credentials are named in it; secrets and values of its environment are not part of it.',
  ],
  arguments: { agent: one(AGENT) },
  options: { compose: flag('--compose', 'As a Compose file') },
  examples: [
    { line: 'bulkhead export demo > demo.yaml', does: 'A file to keep in a repository' },
    { line: 'bulkhead export --compose demo > compose.yaml', does: 'For “docker compose”' },
  ],
  run: async ({ args, options }, context) => {
    const { output, signal } = context;
    const [opened, agentId] = await egressAgent(args.agent, context);
    const { client } = opened;
    if (options.compose) {
      const { text, notes } = await client.call('agent.compose', { agentId }, signal);
      for (const note of notes) output.note(note);
      output.result({ text, notes }, () => [text.trimEnd()]);
      return 0;
    }
    const { spec, name, specProblem = '' } = await opened.agent(agentId);
    if (!spec)
      throw new AppFailure({
        type: 'conflict',
        message: `The settings of “${name}” cannot be read: ${specProblem}`,
      });
    const { wanted } = await client.call('egress.state', { agentId }, signal);
    const file = agentFileOf({ ...spec, egress: wanted }, await credentialNames(client, agentId, signal));
    output.result(file, () => [writeYaml(file).trimEnd()]);
    return 0;
  },
});

/** The names of the agent's credentials. Without any, a host that keeps no secrets is not asked for them. */
async function credentialNames(client: RpcClient, agentId: string, signal: AbortSignal): Promise<string[]> {
  const { credentials } = await client.call('agent.credentials', { agentId }, signal);
  if (credentials.length === 0) return [];
  const { secrets } = await client.call('secrets.list', {}, signal);
  return credentials.flatMap(({ secretId }) => secrets.find(({ id }) => id === secretId)?.name ?? []);
}
