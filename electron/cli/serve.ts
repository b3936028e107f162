import { mkdir } from 'node:fs/promises';
import { AppFailure } from '../contract/error.ts';
import { connectControl } from '../control/connect.ts';
import { controlPlaceOf } from '../control/control-place.ts';
import { type HeadlessPlace, prepareHeadlessHost } from '../control/headless-host.ts';
import { SharedHost } from '../control/shared-host.ts';
import { systemClock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';

/**
 * Runs the engine host without the app until the signal aborts; `onReady` receives the socket's path once it answers.
 * Rejects with `conflict` while the app or another `bulkhead serve` owns the data folder.
 */
export async function serve(options: {
  place: HeadlessPlace;
  logger: Logger;
  signal: AbortSignal;
  onReady(socketPath: string): void;
}): Promise<void> {
  const { place, logger, signal, onReady } = options;
  const { dataPath } = place;
  await mkdir(dataPath, { recursive: true, mode: 0o700 });
  const present = await connectControl(dataPath, signal);
  if (present) {
    present.close();
    throw new AppFailure({
      type: 'conflict',
      message: `Bulkhead already serves ${dataPath}: the app is open, or “bulkhead serve” runs.`,
    });
  }
  const { settings, create } = await prepareHeadlessHost(place, logger);
  const host = new SharedHost({ dataPath, createHost: create, clock: systemClock, logger });
  try {
    await host.ready();
    onReady(controlPlaceOf(dataPath).path);
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
  } finally {
    await host.dispose();
    await settings.flush();
  }
}
