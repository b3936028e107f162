import { AppFailure } from '../../contract/error.ts';
import { parsePortMappings } from '../../contract/ports.ts';
import { AGENT, command, list, many, one } from '../definition.ts';
import { UsageError } from '../exit-code.ts';

export const port = command({
  name: 'port',
  summary: 'List the ports of an agent on this machine’s loopback, or publish some',
  details: [
    'Ports are published while the app or “bulkhead serve” runs. A mapping is a port of the agent, or a port of this machine and one of the agent: `3000`, `8080:3000`.',
  ],
  arguments: { agent: one(AGENT), mapping: many('Ports to publish besides those that are') },
  options: { remove: list('--remove <port>', 'A port of the agent to publish no longer') },
  examples: [{ line: 'bulkhead port demo', does: 'Addresses to open in a browser' }],
  run: async ({ args, options }, { output, session, signal }) => {
    const added = parsePortMappings(args.mapping.join(' '));
    if (!added.ok) throw new UsageError(added.message);
    const opened = await session();
    const { id: agentId } = await opened.agent(args.agent);
    let ports = await opened.client.call('ports.list', { agentId }, signal);
    if (added.ports.length > 0 || options.remove.length > 0) {
      if (opened.isOwn) {
        throw new AppFailure({
          type: 'conflict',
          message: 'Ports are published while the app or “bulkhead serve” runs, and neither does.',
        });
      }
      const replaced = [
        ...options.remove.map(Number),
        ...added.ports.map(({ containerPort }) => containerPort),
      ];
      const keptPorts = ports
        .filter(({ containerPort }) => !replaced.includes(containerPort))
        .map(({ containerPort, hostPort }) => ({ containerPort, hostPort }));
      ports = await opened.client.call(
        'ports.set',
        { agentId, ports: [...keptPorts, ...added.ports] },
        signal,
      );
    }
    output.table(
      ports,
      ['AGENT PORT', 'ADDRESS', 'PROBLEM'],
      ports.map(({ containerPort, url, problem }) => [String(containerPort), url ?? '-', problem ?? '']),
    );
    return 0;
  },
});
