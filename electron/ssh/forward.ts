import type { ServerChannel } from 'ssh2';
import type { AgentPrograms } from './agent-programs.ts';
import { readChannel, writeToChannel } from './channel-output.ts';

/**
 * Connects its input and output with a port of the agent's loopback. The kernel's table says whether something listens;
 * one byte of output tells that, before the program of the image that carries the connection. Exits with 3 otherwise.
 */
const CONNECT = [
  'port=$1 hex=$(printf %04X "$1")',
  'if grep -qi ":$hex 0\\{8\\}:0000 0A" /proc/net/tcp 2>/dev/null; then host=127.0.0.1',
  'elif grep -qi "0\\{24\\}01000000:$hex 0\\{32\\}:0000 0A" /proc/net/tcp6 2>/dev/null; then host=::1',
  'elif grep -qi ":$hex 0\\{32\\}:0000 0A" /proc/net/tcp6 2>/dev/null; then host=127.0.0.1',
  'else exit 3; fi',
  'has() { command -v "$1" >/dev/null 2>&1; }',
  'if has socat; then printf +; case $host in *:*) host="[$host]";; esac; exec socat - "TCP:$host:$port"; fi',
  `if has bash; then exec bash -c 'exec 3<>"/dev/tcp/$1/$2" 4<&0 || exit 3; printf +; cat <&4 >&3 & cat <&3; kill $!' bash "$host" "$port"; fi`,
  'if has nc; then printf +; exec nc "$host" "$port"; fi',
  `if has node; then exec node -e 'const [h,p]=process.argv.slice(1),s=require("net").connect({host:h,port:p,allowHalfOpen:true},()=>{process.stdout.write("+");process.stdin.pipe(s).pipe(process.stdout)});s.on("error",()=>process.exit(3)).on("close",()=>process.exit())' "$host" "$port"; fi`,
  'exit 4',
].join('\n');

const READY = '+'.charCodeAt(0);

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
    command: ['sh', '-c', CONNECT, 'sh', String(port)],
    env: [],
    signal: ending.signal,
    onOutput: async (source, bytes) => {
      if (source === 'stderr' || ending.signal.aborted) return;
      let data = bytes;
      if (!channel) {
        if (bytes[0] === READY) channel = open();
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
