import type { ImageUpdate } from '../../contract/images.ts';
import type { AgentTypes } from '../agent-types/agent-types.ts';
import type { Engine } from '../docker/engine.ts';
import { BASE_DIGEST_LABEL, BASE_LABEL, TYPE_LABEL } from './type-image-labels.ts';

/**
 * Finds out whether a newer image exists: asks the registry for the digest of the name, without a download. For the
 * image of a type, it checks the type's base and whether the type has changed since.
 */
export async function findUpdate(
  engine: Engine,
  types: AgentTypes,
  id: string,
  signal: AbortSignal,
): Promise<ImageUpdate> {
  const image = await engine.inspectImage(id, { signal });
  const labels = image.Config?.Labels ?? {};
  const typeId = labels[TYPE_LABEL];
  const references = image.RepoTags ?? [];
  if (typeId !== undefined) {
    const plan = await types.plan(typeId);
    if (!plan) return { status: 'unknown', detail: 'Its agent type is gone, or cannot be used.' };
    if (!references.includes(plan.reference))
      return { status: 'available', detail: 'The agent type has changed since this was built.' };
    const base = labels[BASE_LABEL] ?? plan.base;
    return await compare(engine, base, [labels[BASE_DIGEST_LABEL]], signal);
  }
  const [reference] = references;
  if (!reference) return { status: 'unknown', detail: 'It has no name to ask a registry for.' };
  const digests = (image.RepoDigests ?? []).map((digest) => digest.split('@')[1]);
  return await compare(engine, reference, digests, signal);
}

async function compare(
  engine: Engine,
  reference: string,
  present: readonly (string | undefined)[],
  signal: AbortSignal,
): Promise<ImageUpdate> {
  const known = present.filter((digest) => digest !== undefined);
  if (known.length === 0) return { status: 'unknown', detail: `${reference} did not come from a registry.` };
  const newest = await engine.distributionDigest(reference, { signal });
  return known.includes(newest)
    ? { status: 'current', detail: `${reference} is the newest in its registry.` }
    : { status: 'available', detail: `The registry has a newer ${reference}.` };
}
