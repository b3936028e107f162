import type { AgentSpec } from '../../contract/agent-spec.ts';
import type { Clock } from '../../lib/clock.ts';
import type { AgentTypes } from '../agent-types/agent-types.ts';
import type { Engine } from '../docker/engine.ts';
import type { SecretProvider } from '../secrets/secret-provider.ts';
import { fillHome } from './fill-home.ts';
import { newHome } from './new-home.ts';

/** What the homes of new agents start with. */
export interface Homes {
  /** Writes the first files into the home of a container that has not started yet. */
  fill(agent: { containerId: string; user: string; spec: AgentSpec }, signal: AbortSignal): Promise<void>;
}

export function createHomes(deps: {
  engine(): Engine;
  types: Pick<AgentTypes, 'homeFiles'>;
  secrets: Pick<SecretProvider, 'list'>;
  clock: Clock;
}): { homes: Homes } {
  const { engine, types, secrets, clock } = deps;
  return {
    homes: {
      async fill({ containerId, user, spec }, signal) {
        const files = newHome(spec, await types.homeFiles(spec.type), secrets.list(), clock.now());
        await fillHome(engine(), { containerId, user, files }, signal);
      },
    },
  };
}
