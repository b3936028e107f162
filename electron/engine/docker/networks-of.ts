import { AppFailure } from '../../contract/error.ts';
import type { ContainerInspect, NetworkInspect } from './api.ts';
import type { Engine } from './engine.ts';

/** Resolves to undefined when the engine no longer has the object; rejects with every other failure. */
export async function unlessGone<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof AppFailure && ['not-found', 'image-not-found'].includes(error.error.type))
      return undefined;
    throw error;
  }
}

/** The networks of a container, as the engine describes them; omits a network that was removed meanwhile. */
export async function networksOf(
  engine: Engine,
  inspect: ContainerInspect,
  signal: AbortSignal,
): Promise<NetworkInspect[]> {
  const ids = Object.entries(inspect.NetworkSettings.Networks).map(
    ([name, endpoint]) => endpoint.NetworkID || name,
  );
  const networks = await Promise.all(ids.map((id) => unlessGone(engine.inspectNetwork(id, { signal }))));
  return networks.filter((network) => network !== undefined);
}
