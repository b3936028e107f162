import { type McpServer, ResourceTemplate, type ServerContext } from '@modelcontextprotocol/server';
import { AppFailure } from '../contract/error.ts';
import { admitAgent, allAgents } from './admit.ts';
import { type Grant, isGranted } from './grant.ts';
import { recordUse } from './record-use.ts';
import { errorText, marked } from './result.ts';
import type { ToolCall } from './tool.ts';
import { changes, describeChanges } from './tools/changes.ts';
import { DEFAULT_LINES, logs, readLog } from './tools/logs.ts';

interface AgentResource {
  name: 'logs' | 'changes';
  title: string;
  description: string;
  read(call: ToolCall, reference: string): Promise<string>;
}

const RESOURCES: readonly AgentResource[] = [
  {
    name: 'logs',
    title: 'Log of an agent',
    description: 'The newest lines of the agent’s main program, untrusted.',
    read: async (call, reference) => {
      const agent = await admitAgent(call, logs, reference, ({ name }) => `read the log of “${name}”`);
      const { text } = await readLog(call, agent.id, DEFAULT_LINES);
      return marked(`the log of “${agent.name}”`, text);
    },
  },
  {
    name: 'changes',
    title: 'Changes of an agent',
    description: 'What the agent changed in its workspace as a list and a patch, untrusted.',
    read: async (call, reference) => {
      const agent = await admitAgent(call, changes, reference, ({ name }) => `read the changes of “${name}”`);
      const { list, patch } = await describeChanges(call, agent.id, true);
      return marked(`the changes of “${agent.name}”`, `${list}\n\n${patch}`);
    },
  },
];

/** Adds the log and the changes of each agent that the client may use, as `bulkhead://agents/NAME/logs` and so on. */
export function addResources(
  server: McpServer,
  { grant, caller }: { grant: Grant; caller: string },
  callOf: (context: ServerContext) => Promise<ToolCall>,
): void {
  for (const { name, title, description, read } of RESOURCES) {
    const list = async (context: ServerContext) => {
      const agents = await allAgents(await callOf(context));
      const usable = agents.filter((agent) => isGranted(agent, grant));
      return {
        resources: usable.map((agent) => ({
          uri: `bulkhead://agents/${agent.name}/${name}`,
          name: `${agent.name} ${name}`,
          mimeType: 'text/plain',
        })),
      };
    };
    const template = new ResourceTemplate(`bulkhead://agents/{agent}/${name}`, { list });
    const config = { title, description, mimeType: 'text/plain' };
    server.registerResource(`agent-${name}`, template, config, async (uri, { agent }, context) => {
      const call = await callOf(context);
      const used = { caller, route: `resource ${name}`, agent };
      const text = await recordUse(call.client, used, () => read(call, String(agent))).catch(
        (error: unknown) => {
          throw error instanceof AppFailure ? new Error(errorText(error)) : error;
        },
      );
      return { contents: [{ uri: uri.href, mimeType: 'text/plain', text }] };
    });
  }
}
