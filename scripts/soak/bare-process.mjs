import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { watchAnswers } from './page-scripts.mjs';

/**
 * Starts a process that does nothing but what `watchAnswers` does: as long as its events wait, so long does the machine
 * keep any process of this priority waiting.
 * @param {number} everyMs
 */
export function startBareProcess(everyMs) {
  const child = fork(fileURLToPath(import.meta.url), [String(everyMs)]);
  return {
    /** @returns {Promise<{ at: number, ms: number }[]>} */
    takeAnswers: async () => {
      const taken = once(child, 'message');
      child.send('take');
      return (await taken)[0];
    },
    stop: () => child.kill(),
  };
}

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) {
  watchAnswers(Number(process.argv[2]));
  process.once('disconnect', () => process.exit());
  process.on('message', () => process.send(globalThis.takeAnswers()));
}
