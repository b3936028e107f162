import type { ServerChannel } from 'ssh2';
import type { AgentPrograms } from '../agent-programs.ts';
import { RemoteFiles } from '../sftp/remote-files.ts';
import { RemoteShell } from '../sftp/remote-shell.ts';
import { receiveFiles } from './receive-files.ts';
import { ScpChannel } from './scp-channel.ts';
import { parseScp } from './scp-request.ts';
import { sendFiles } from './send-files.ts';

/** The exit code of `CHOOSE` where the image has its own scp. */
const OWN = 99;
/** Prints the arguments as the agent's shell understands them, because a client's scp sends patterns and quotes. */
const CHOOSE = `cd 2>/dev/null; command -v scp >/dev/null 2>&1 && exit ${OWN}; scp() { printf '%s\\0' "$@"; }`;

interface Scp {
  channel: ServerChannel;
  line: string;
  programs: AgentPrograms;
  signal: AbortSignal;
  /** Runs the line as any other command. */
  runLine(): void;
}

/**
 * Serves the scp of clients before OpenSSH 9, and of those that ask for its old protocol (`-O`), in images without the
 * program. It closes the channel.
 */
export async function serveScp({ channel, line, programs, signal, runLine }: Scp): Promise<void> {
  const shell = new RemoteShell(programs, signal);
  try {
    const { status, output } = await shell.run(`${CHOOSE}; ${line}`);
    const request = status === 0 ? parseScp(output.toString().split('\0').slice(0, -1)) : undefined;
    if (status === OWN || !request) return runLine();
    const files = new RemoteFiles(shell);
    const scp = new ScpChannel(channel, signal);
    await (request.receives
      ? receiveFiles(scp, request, { shell, files, programs })
      : sendFiles({ channel: scp, request, files, programs })
    ).catch(() => {
      scp.hasFailed = true;
    });
    if (!signal.aborted) channel.exit(scp.hasFailed ? 1 : 0);
    channel.end();
  } catch {
    if (!signal.aborted) channel.exit(1);
    channel.end();
  } finally {
    shell.close();
  }
}
