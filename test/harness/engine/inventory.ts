import { call } from '../../../scripts/engine/api.mjs';
import type { TestEngine } from './engine.ts';

/** Everything on an engine that a test could leave behind, as `kind name` by a key that is never used again. */
export type Inventory = ReadonlyMap<string, string>;

interface Listed {
  readonly Id?: string;
  readonly Name?: string;
  readonly Names?: readonly string[];
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly CreatedAt?: string;
}

/** An engine makes these anew when it starts, also one that a test has killed. */
const PREDEFINED = new Set(['bridge', 'host', 'none']);

/** Lists the objects on an engine; on a shared engine only those with the app's labels. */
export async function takeInventory({ socket, isPrivate }: TestEngine): Promise<Inventory> {
  const containers = (await call(socket, 'GET', '/containers/json?all=1')) as Listed[];
  const networks = (await call(socket, 'GET', '/networks')) as Listed[];
  const { Volumes } = (await call(socket, 'GET', '/volumes')) as { Volumes: Listed[] | null };
  const counts = ({ Labels }: Listed) =>
    isPrivate || Object.keys(Labels ?? {}).some((label) => label.startsWith('dev.bulkhead.'));
  const objects = new Map<string, string>();
  for (const each of containers.filter(counts)) objects.set(`c ${each.Id}`, `container ${each.Names?.[0]}`);
  for (const each of networks.filter(counts))
    if (!PREDEFINED.has(each.Name ?? '')) objects.set(`n ${each.Id}`, `network ${each.Name}`);
  for (const each of (Volumes ?? []).filter(counts)) {
    objects.set(`v ${each.Name} ${each.CreatedAt}`, `volume ${each.Name}`);
  }
  return objects;
}

/** The objects that were added since, in words. */
export function leftBehind(before: Inventory, after: Inventory): string[] {
  return [...after].filter(([key]) => !before.has(key)).map(([, words]) => words);
}
