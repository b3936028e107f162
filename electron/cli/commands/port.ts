import { AppFailure } from '../../contract/error.ts';
import { parsePortMappings } from '../../contract/ports.ts';
import type { Context } from '../context.ts';
import { AGENT, command, flag, list, many, one } from '../definition.ts';
import { UsageError } from '../exit-code.ts';
import type { Session } from '../session.ts';
import { wholeNumberFrom } from '../values.ts';

export const port = command({
  name: 'port',
  summary: 'List the ports of an agent on this machine’s loopback, or publish some',
  details: [
    'Ports are published while the app or “bulkhead serve” runs. A mapping is a port of the agent, or a port of this machine and one of the agent: `3000`, `8080:3000`.',
  ],
  arguments: { agent: one(AGENT), mapping: many('Ports to publish besides those that are') },
  options: {
    remove: list('--remove <port>', 'A port of the agent to publish no longer'),
    pagesMayLeave: list('--pages-may-leave <port>', 'A port whose pages may load from and send to elsewhere'),
    listening: flag('--listening', 'List the ports that programs in the agent listen on'),
  },
  examples: [
    { line: 'bulkhead port demo', does: 'Addresses to open in a browser' },
    {
      line: 'bulkhead port demo 3000 --pages-may-leave 3000',
      does: 'Publishes a port, and lifts what confines its pages',
    },
  ],
  run: async ({ args, options }, context) => {
    const { output, session, signal } = context;
    const added = parsePortMappings(args.mapping.join(' '));
    if (!added.ok) throw new UsageError(added.message);
    const opened = await session();
    const { id: agentId } = await opened.agent(args.agent);
    if (options.listening) return await listListening(opened, agentId, context);
    const leaving = portsIn('--pages-may-leave', options.pagesMayLeave);
    const removed = portsIn('--remove', options.remove);
    let ports = await opened.client.call('ports.list', { agentId }, signal);
    if (added.ports.length > 0 || removed.length > 0 || leaving.length > 0) {
      if (opened.isOwn) {
        throw new AppFailure({
          type: 'conflict',
          message: 'Ports are published while the app or “bulkhead serve” runs, and neither does.',
        });
      }
      const replaced = [...removed, ...added.ports.map(({ containerPort }) => containerPort)];
      const keptPorts = ports
        .filter(({ containerPort }) => !replaced.includes(containerPort))
        .map(({ containerPort, hostPort, pagesMayLeave }) => ({ containerPort, hostPort, pagesMayLeave }));
      const wanted = [...keptPorts, ...added.ports].map((mapping) =>
        leaving.includes(mapping.containerPort) ? { ...mapping, pagesMayLeave: true } : mapping,
      );
      ports = await opened.client.call('ports.set', { agentId, ports: wanted }, signal);
    }
    output.table(
      ports,
      ['AGENT PORT', 'ADDRESS', 'PROBLEM'],
      ports.map(({ containerPort, url, problem }) => [String(containerPort), url ?? '-', problem ?? '']),
    );
    return 0;
  },
});

function portsIn(option: string, texts: readonly string[]): number[] {
  return texts.map((text) => wholeNumberFrom(option, text, [1, 65_535]));
}

async function listListening(opened: Session, agentId: string, { output, signal }: Context): Promise<number> {
  const ports = await opened.client.call('ports.listening', { agentId }, signal);
  if (!ports) output.note('It is not known: the agent does not run, or its image lacks “cat”.');
  output.table(
    ports,
    ['PORT', 'REACHABLE'],
    (ports ?? []).map(({ port: listening, loopbackOnly }) => [
      String(listening),
      loopbackOnly ? 'no: it listens on localhost alone' : 'yes',
    ]),
  );
  return 0;
}
