import { createPortabilityHandlers, type PortabilityDeps } from './handlers.ts';

/** Exports agents as Compose files, and reads the agent files of projects. */
export function createPortability(deps: PortabilityDeps) {
  return { calls: createPortabilityHandlers(deps) };
}
