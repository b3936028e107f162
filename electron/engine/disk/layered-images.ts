import { Semaphore } from '../../lib/semaphore.ts';
import type { Engine } from '../docker/engine.ts';
import { inspectIfPresent } from '../images/present.ts';
import type { LayeredImage } from './image-bytes.ts';

/** How many images are asked about at once. */
const ASKED_AT_ONCE = 8;

/** The images of the containerd image store with their layers, by id; empty where the engine has the older store. */
export async function layeredImages(
  engine: Engine,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, LayeredImage>> {
  const stored = [...(await engine.storedImages({ signal }))];
  const semaphore = new Semaphore(ASKED_AT_ONCE);
  const layered = await Promise.all(
    stored.map(async ([id, image]) => {
      const leave = await semaphore.enter(signal);
      try {
        const layers = (await inspectIfPresent(engine, id, signal))?.RootFS?.Layers ?? [];
        return [id, { ...image, layers }] as const;
      } finally {
        leave();
      }
    }),
  );
  return new Map(layered);
}
