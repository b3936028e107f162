import type { PseudoTtyInfo, ServerChannel, Session } from 'ssh2';
import type { ProgramSignal } from '../contract/console.ts';
import { programSignalSchema } from '../contract/console.ts';
import type { AgentPrograms, TerminalSize } from './agent-programs.ts';
import { commandLine, PLAIN_SHELL } from './commands.ts';
import { SessionEnvironment } from './environment.ts';
import { runProgram, runTerminal } from './run-session.ts';
import { runsScp } from './scp/scp-request.ts';
import { serveScp } from './scp/serve-scp.ts';
import type { RequestDialect } from './sftp/requests.ts';
import { serveSftp } from './sftp/serve-sftp.ts';

/** Keys that a terminal turns into signals. */
const SIGNAL_KEYS: Partial<Record<ProgramSignal, number>> = { INT: 3, QUIT: 28 };

interface Running {
  resize?(size: TerminalSize): void;
  send(signal: ProgramSignal): void;
}

/** Serves one session of a client: a shell, a command or SFTP. `signal` ends it with the connection. */
export function serveSession(
  session: Session,
  { programs, dialect, signal }: { programs: AgentPrograms; dialect: RequestDialect; signal: AbortSignal },
): void {
  const ending = new AbortController();
  const end = () => ending.abort();
  signal.addEventListener('abort', end, { once: true });
  session.once('close', () => {
    signal.removeEventListener('abort', end);
    end();
  });
  const environment = new SessionEnvironment();
  let terminal: { size: TerminalSize; type: string | undefined } | undefined;
  let running: Running | undefined;

  /** The channel is missing if the session has a program already. */
  const start = (channel: ServerChannel | undefined, line: string | undefined) => {
    if (!channel) return;
    const run = { channel, programs, env: environment.list(terminal?.type), signal: ending.signal };
    if (terminal) {
      const command = line === undefined ? [] : commandLine(line);
      const opened = runTerminal({ ...run, command, size: terminal.size });
      const send = (name: ProgramSignal) => {
        const key = SIGNAL_KEYS[name];
        if (key === undefined) end();
        else void opened.write(Uint8Array.of(key));
      };
      running = { resize: opened.resize, send };
    } else {
      const command = line === undefined ? [...PLAIN_SHELL] : commandLine(line);
      const runLine = () => {
        running = runProgram({ ...run, command });
      };
      if (line !== undefined && runsScp(line))
        void serveScp({ channel, line, programs, signal: ending.signal, runLine });
      else runLine();
    }
  };

  // Without a listener ssh2 refuses X11 and the forwarding of the client's agent.
  session.on('env', (accept, reject, { key, val }) =>
    environment.add(String(key), String(val)) ? accept?.() : reject?.(),
  );
  session.on('pty', (accept, _reject, info) => {
    terminal = { size: sizeOf(info), type: info.term };
    accept?.();
  });
  session.on('window-change', (accept, _reject, info) => {
    const size = sizeOf(info);
    if (terminal) terminal.size = size;
    running?.resize?.(size);
    accept?.();
  });
  session.on('signal', (accept, reject, { name }) => {
    const parsed = programSignalSchema.safeParse(name);
    if (!running || !parsed.success) return void reject?.();
    running.send(parsed.data);
    accept?.();
  });
  session.on('shell', (accept) => start(accept(), undefined));
  session.on('exec', (accept, _reject, { command }) => start(accept(), command));
  session.on('subsystem', (accept, reject, { name }) => {
    if (name !== 'sftp') return reject?.();
    const channel = accept();
    if (channel) serveSftp({ channel, programs, dialect, signal: ending.signal });
  });
}

/** Clients without a screen report no size, or an absurd one. */
function sizeOf({ cols, rows }: Pick<PseudoTtyInfo, 'cols' | 'rows'>): TerminalSize {
  const limited = (count: number, otherwise: number) =>
    count > 0 ? Math.min(Math.trunc(count), 1_000) : otherwise;
  return { columns: limited(cols, 80), rows: limited(rows, 24) };
}
