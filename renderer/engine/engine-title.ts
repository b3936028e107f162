import type { EngineFacts } from '../../electron/contract/engine.ts';

/** The engine's product and version, such as "Docker 28.5.2"; `facts.name` is its host's name. */
export function engineTitle(facts: Pick<EngineFacts, 'version' | 'isPodman' | 'isDesktop'>): string {
  const product = facts.isPodman ? 'Podman' : facts.isDesktop ? 'Docker Desktop' : 'Docker';
  return `${product} ${facts.version}`;
}
