import { AppFailure } from '../../contract/error.ts';
import type { Engine } from '../docker/engine.ts';
import type { ImageInspect } from '../docker/image-api.ts';

/** Inspects an image; resolves to undefined when the engine does not have it. */
export async function inspectIfPresent(
  engine: Engine,
  reference: string,
  signal?: AbortSignal,
): Promise<ImageInspect | undefined> {
  try {
    return await engine.inspectImage(reference, signal ? { signal } : {});
  } catch (error) {
    if (error instanceof AppFailure && error.error.type === 'image-not-found') return undefined;
    throw error;
  }
}
