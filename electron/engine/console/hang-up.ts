import type { Duplex } from 'node:stream';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Engine } from '../docker/engine.ts';
import { hangUpCommand } from './shell.ts';

/** A shell that received the hang-up has this long to clean up before it is killed. */
const GRACE_MS = 1000;
const GREETING_POLL_MS = 25;
const GREETING_POLLS = 40;

export interface HangUpOptions {
  engine: Engine;
  clock: Clock;
  logger: Logger;
  containerId: string;
  stream: Duplex;
  /** Resolves when the stream has closed. */
  closed: Promise<void>;
  /** Whether the process has sent its greeting, or sends none. */
  isStarted(): boolean;
  /** Process id from the greeting; undefined without one. */
  pid(): number | undefined;
}

/** Ends a console's program as a closing terminal does, and kills it after a grace period. Never rejects. */
export async function hangUp(options: HangUpOptions): Promise<void> {
  const { stream, logger } = options;
  // A program that waits for its output to be read could not end.
  stream.resume();
  try {
    await waitForGreeting(options);
    const pid = options.pid();
    if (pid === undefined) {
      // An image without a shell offers only an interrupt and the end of input.
      stream.write('\u0003\u0004');
      await closedWithin(options, GRACE_MS);
      return;
    }
    await signalLeader(options, pid, 'HUP');
    if (await closedWithin(options, GRACE_MS)) return;
    await signalLeader(options, pid, 'KILL');
    await closedWithin(options, GRACE_MS);
  } catch (error) {
    logger.warn('console not hung up', { error });
  } finally {
    stream.destroy();
  }
}

async function waitForGreeting(options: HangUpOptions): Promise<void> {
  for (let poll = 0; !options.isStarted() && poll < GREETING_POLLS; poll += 1) {
    if (await closedWithin(options, GREETING_POLL_MS)) return;
  }
}

async function signalLeader(options: HangUpOptions, pid: number, signalName: 'HUP' | 'KILL'): Promise<void> {
  const { engine, containerId } = options;
  const execId = await engine.createExec(containerId, { Cmd: hangUpCommand(pid, signalName) });
  const stream = await engine.startExec(execId, { tty: false, stdin: false });
  await new Promise((resolve) => stream.resume().once('close', resolve).once('end', resolve));
  stream.destroy();
}

function closedWithin({ clock, closed }: HangUpOptions, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = clock.after(timeoutMs, () => resolve(false));
    void closed.then(() => {
      cancel();
      resolve(true);
    });
  });
}
