import type { ServerChannel } from 'ssh2';
import { LOOPBACK_READY, loopbackProgram } from '../lib/relay/loopback-program.ts';
import type { AgentPrograms } from './agent-programs.ts';
import { readChannel, writeToChannel } from './channel-output.ts';

/** Whether a client may reach this host by local forwarding: the agent itself under one of its names. */
export function isAgentItself(host: string, agentName: string): boolean {
  const name = host.toLowerCase();
  const own = agentName.toLowerCase();
  return ['localhost', '127.0.0.1', '::1', own, `${own}.bulkhead`].includes(name);
}

/** Forwards one connection to a port of the agent. `accept` opens the channel once the port answers. */
export async function forwardPort(options: {
  port: number;
  programs: AgentPrograms;
  accept(): ServerChannel | undefined;
  reject(): void;
  signal: AbortSignal;
}): Promise<void> {
  const { port, programs, signal } = options;
  const ending = new AbortController();
  const end = () => ending.abort();
  signal.addEventListener('abort', end, { once: true });
  let channel: ServerChannel | undefined;
  const open = (): ServerChannel | undefined => {
    const opened = options.accept();
    opened?.once('close', end);
    if (opened) readChannel(opened, program.write, program.end);
    return opened;
  };
  const program = programs.run({
    command: loopbackProgram(port),
    env: [],
    signal: ending.signal,
    onOutput: async (source, bytes) => {
      if (source === 'stderr' || ending.signal.aborted) return;
      let data = bytes;
      if (!channel) {
        if (bytes[0] === LOOPBACK_READY) channel = open();
        if (!channel) return end();
        data = bytes.subarray(1);
      }
      if (data.length > 0) await writeToChannel(channel, channel, data, ending.signal);
    },
  });
  try {
    await program.done;
  } catch {
    // The agent has stopped, or its image has no shell: the connection is refused.
  } finally {
    signal.removeEventListener('abort', end);
    if (channel) channel.end();
    else options.reject();
  }
}
