import { createPortabilityHandlers, type PortabilityDeps } from './handlers.ts';

/** Agents as Compose files, and the agent files of projects. */
export function createPortability(deps: PortabilityDeps) {
  return { calls: createPortabilityHandlers(deps) };
}
