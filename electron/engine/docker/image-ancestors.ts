import { AppFailure } from '../../contract/error.ts';
import { ROLE_LABEL } from '../objects/labels.ts';
import type { ImageInspect } from './image-api.ts';

/** More than a build of ours has steps. */
const MAX_ANCESTORS = 1000;

/**
 * Unnamed images of ours that an image was built from, the nearest first. The containerd image store removes them with
 * the image only while their chain is whole, and breaks it when an image goes that another one was built from (a
 * snapshot before its fork). The older store never does, so that nothing is listed there.
 */
export async function ancestorsToRemove(
  inspect: (id: string) => Promise<ImageInspect>,
  reference: string,
): Promise<string[]> {
  const image = await unlessMissing(inspect(reference));
  if (!image?.Descriptor || (image.RepoTags ?? []).length > 1) return [];
  const ancestors: string[] = [];
  let parent = image.Parent;
  while (parent && ancestors.length < MAX_ANCESTORS) {
    const next = await unlessMissing(inspect(parent));
    if (!next || (next.RepoTags ?? []).length > 0 || !next.Config?.Labels?.[ROLE_LABEL]) break;
    ancestors.push(next.Id);
    parent = next.Parent;
  }
  return ancestors;
}

async function unlessMissing(image: Promise<ImageInspect>): Promise<ImageInspect | undefined> {
  try {
    return await image;
  } catch (error) {
    if (error instanceof AppFailure && error.error.type === 'image-not-found') return undefined;
    throw error;
  }
}
