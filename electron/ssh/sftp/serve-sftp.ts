import type { ServerChannel } from 'ssh2';
import { SerialQueue } from '../../lib/serial-queue.ts';
import type { AgentPrograms } from '../agent-programs.ts';
import { readChannel, writeToChannel } from '../channel-output.ts';
import { answerRequest } from './answer-request.ts';
import { statusAnswer, versionAnswer } from './answers.ts';
import { OpenFiles } from './open-files.ts';
import { MalformedPacket } from './packet-reader.ts';
import { Packets } from './packets.ts';
import { RemoteFiles } from './remote-files.ts';
import { RemoteShell } from './remote-shell.ts';
import { isGreeting, parseRequest, type RequestDialect } from './requests.ts';
import { SftpError, STATUS } from './sftp-error.ts';

/** Requests that wait for their turn. OpenSSH sends 64 at once; the rest stays with the client. */
const WAITING_REQUESTS = 128;

interface Sftp {
  channel: ServerChannel;
  programs: AgentPrograms;
  dialect: RequestDialect;
  signal: AbortSignal;
}

/** Serves the files of the agent to one SFTP client: version 3, and extensions, as OpenSSH speaks it. */
export function serveSftp({ channel, programs, dialect, signal }: Sftp): void {
  const shell = new RemoteShell(programs, signal);
  const session = { shell, files: new RemoteFiles(shell), opened: new OpenFiles(shell, programs) };
  const packets = new Packets();
  const queue = new SerialQueue();
  let hasGreeted = false;
  let isOver = false;

  /** Requests are answered one after the other, because a later one may depend on an earlier one. */
  const enqueue = (work: () => Promise<Buffer>): Promise<void> =>
    queue.run(async () => {
      if (!signal.aborted) await writeToChannel(channel, channel, await work(), signal);
    });
  const answer = (packet: Buffer): Promise<void> => {
    if (!hasGreeted) {
      if (!isGreeting(packet)) throw new MalformedPacket('no greeting');
      hasGreeted = true;
      return enqueue(async () => versionAnswer());
    }
    const { id, request } = parseRequest(packet, dialect);
    return enqueue(() =>
      answerRequest(id, request, session).catch((error: unknown) => {
        const { status, message } =
          error instanceof SftpError ? error : new SftpError(STATUS.failure, String(error));
        return statusAnswer(id, status, message);
      }),
    );
  };
  const end = (code: number) => {
    if (isOver) return;
    isOver = true;
    void queue.idle.then(() => {
      close();
      // scp takes a session without an exit code for a failure.
      if (!signal.aborted) channel.exit(code);
      channel.end();
    });
  };
  const close = () => {
    shell.close();
    session.opened.close();
  };
  const waiting: Promise<void>[] = [];
  const receive = async (bytes: Uint8Array) => {
    if (isOver) return;
    try {
      for (const packet of packets.push(bytes)) waiting.push(answer(packet));
    } catch (error) {
      if (!(error instanceof MalformedPacket)) throw error;
      end(1);
    }
    while (waiting.length > WAITING_REQUESTS) await waiting.shift();
  };
  readChannel(channel, receive, () => end(0));
  signal.addEventListener('abort', close, { once: true });
}
