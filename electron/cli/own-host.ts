import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { prepareHeadlessHost } from '../control/headless-host.ts';
import { SharedHost } from '../control/shared-host.ts';
import { systemClock } from '../lib/clock.ts';
import { createLogger, silentLogger } from '../lib/logger.ts';
import type { Port } from '../lib/port.ts';
import { consentAt } from './answer-at-terminal.ts';
import { makeDataFolder } from './make-data-folder.ts';
import { programPlaces } from './places.ts';
import { standardStream } from './standard-streams.ts';
import { terminalOfProcess } from './terminal-questions.ts';
import { VERSION } from './version.ts';

/**
 * An engine host in this process, for one command; its log goes to stderr when `BULKHEAD_LOG` asks for it. `isOwn` is
 * false where another process was faster, whose host is used then.
 */
export async function startOwnHost(
  dataPath: string,
): Promise<{ port: Port; isOwn: boolean; dispose(): Promise<void> }> {
  await makeDataFolder(dataPath);
  const logger = process.env.BULKHEAD_LOG
    ? createLogger((line) => void standardStream('stderr').write(`${line}\n`), 'debug')
    : silentLogger;
  const place = { ...programPlaces(__dirname), dataPath, version: VERSION };
  const terminal = terminalOfProcess();
  const { create, flush } = await prepareHeadlessHost({
    place,
    logger,
    keyFile: process.env.BULKHEAD_KEY_FILE,
    consent: terminal && consentAt(terminal),
  });
  const host = new SharedHost({ dataPath, createHost: create, clock: systemClock, logger });
  await host.ready();
  const { port1, port2 } = new MessageChannel();
  host.connectProgram(portOf(port1));
  return {
    port: portOf(port2),
    isOwn: host.server !== undefined,
    dispose: async () => {
      await host.dispose();
      await flush();
    },
  };
}

function portOf(port: MessagePort): Port {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  };
}
