import type { Agent } from '../../contract/agent.ts';
import { AppFailure } from '../../contract/error.ts';
import type { Engine } from '../docker/engine.ts';
import { listImages } from './list-images.ts';

/**
 * Removes an unused image of ours, and the base images derived from it. Throws `conflict` for every other image, also
 * for one used since the person looked.
 */
export async function removeOwnImage(
  engine: Engine,
  agents: readonly Agent[],
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const [images, containers] = await Promise.all([
    engine.listImages({}, { signal }),
    engine.listContainers({}, { signal }),
  ]);
  const listed = listImages(images, containers, agents);
  const image = listed.find((each) => each.id === id);
  if (!image) return;
  if (!image.removable) {
    const why =
      image.role === 'foreign'
        ? 'Bulkhead did not make this image, and removes only its own.'
        : image.usedBy.length > 0
          ? `It is in use: ${image.usedBy.join(', ')}.`
          : 'It goes with what it belongs to.';
    throw new AppFailure({ type: 'conflict', message: why });
  }
  const above = listed.filter(
    (each) => each.removable && images.find(({ Id }) => Id === each.id)?.ParentId === id,
  );
  for (const { id: childId, references } of above) await removeNames(engine, childId, references);
  await removeNames(engine, id, image.references);
}

/** Removes the image by its names without force, so that the engine refuses an image used meanwhile. */
async function removeNames(engine: Engine, id: string, references: readonly string[]): Promise<void> {
  for (const reference of references.length > 0 ? references : [id]) await engine.removeImage(reference);
}
