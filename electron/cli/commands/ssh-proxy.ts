import { Duplex } from 'node:stream';
import { findAgent } from '../../client/find-agent.ts';
import type { RpcClient } from '../../client/rpc-client.ts';
import type { Agent } from '../../contract/agent.ts';
import { AppFailure } from '../../contract/error.ts';
import { systemClock } from '../../lib/clock.ts';
import { command, one, text } from '../definition.ts';
import { dataPathOf } from '../places.ts';
import { standardStream } from '../standard-streams.ts';

export const sshProxy = command({
  name: 'ssh-proxy',
  summary: 'Carry one SSH connection to an agent over stdin and stdout',
  details: ['ssh runs it, as “bulkhead ssh-config” has set it up.'],
  arguments: { host: one('NAME.bulkhead, or the name of an agent') },
  options: { data: text('--data <folder>', 'The data folder, in place of BULKHEAD_DATA') },
  examples: [{ line: 'bulkhead ssh-proxy demo.bulkhead', does: 'Speaks SSH, for the agent “demo”' }],
  run: async ({ args, options }, context) => {
    if (options.data !== undefined) process.env.BULKHEAD_DATA = options.data;
    const { client, agents } = await context.session();
    const [{ agentPrograms }, { agentNameOf, ensureKeys }, { serveSsh }] = await Promise.all([
      import('../../ssh/agent-programs.ts'),
      import('../../ssh/keys.ts'),
      import('../../ssh/ssh-server.ts'),
    ]);
    const name = agentNameOf(args.host);
    const all = await agents();
    // Clients may have changed the case of a host's name.
    const agent = all.find((each) => each.name.toLowerCase() === name.toLowerCase()) ?? findAgent(all, name);
    if (agent.status !== 'running') await wake(client, agent, context.signal);
    await serveSsh({
      connection: Duplex.from({ readable: process.stdin, writable: standardStream('stdout') }),
      ...(await ensureKeys(dataPathOf())),
      agentName: agent.name,
      programs: agentPrograms(client, agent.id),
      clock: systemClock,
      signal: context.signal,
    });
    return 0;
  },
});

/** Starts a stopped agent whose settings let a console start it. Rejects with `not-running` for any other one. */
async function wake(client: RpcClient, agent: Agent, signal: AbortSignal): Promise<void> {
  const isOver = agent.status === 'stopped' || agent.status === 'failed';
  const life = isOver ? (await client.call('life.list', {}, signal))[agent.id] : undefined;
  if (life?.startOnConsole) await client.call('agent.start', { agentId: agent.id }, signal);
  else {
    throw new AppFailure({
      type: 'not-running',
      message: `The agent “${agent.name}” is ${agent.status}. Start it in the app, or with: bulkhead start ${agent.name}`,
    });
  }
}
