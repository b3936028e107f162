import type { AgentSpec } from '../../contract/agent-spec.ts';
import { BRINGABLES, type BringableId } from '../../contract/bring-along.ts';
import type { Clock } from '../../lib/clock.ts';
import type { AgentTypes } from '../agent-types/agent-types.ts';
import type { Engine } from '../docker/engine.ts';
import type { CallHandlers } from '../rpc/handlers.ts';
import type { SecretProvider } from '../secrets/secret-provider.ts';
import { fillHome } from './fill-home.ts';
import { newHome } from './new-home.ts';
import { readBringables } from './read-bringable.ts';

/** What the homes of new agents start with. */
export interface Homes {
  /** Writes the first files into the home of a container that has not started yet. */
  fill(agent: { containerId: string; user: string; spec: AgentSpec }, signal: AbortSignal): Promise<void>;
}

export function createHomes(deps: {
  engine(): Engine;
  types: Pick<AgentTypes, 'homeFiles'>;
  secrets: Pick<SecretProvider, 'list'>;
  /** What of the person's own preferences new agents get. */
  bringAlong(): readonly BringableId[];
  /** The person's home. */
  home: string;
  clock: Clock;
}): { homes: Homes; calls: Pick<CallHandlers, 'bring-along.list'> } {
  const { engine, types, secrets, bringAlong, home, clock } = deps;
  return {
    homes: {
      async fill({ containerId, user, spec }, signal) {
        const [templates, brought] = await Promise.all([
          types.homeFiles(spec.type),
          readBringables(home, bringAlong(), signal),
        ]);
        const files = newHome(spec, templates, secrets.list(), clock.now(), brought);
        await fillHome(engine(), { containerId, user, files }, signal);
      },
    },
    calls: {
      'bring-along.list': async (_input, signal) => {
        const all = await readBringables(
          home,
          BRINGABLES.map(({ id }) => id),
          signal,
        );
        return {
          found: all.map(({ id, files, values, left }) => ({
            id,
            left,
            files: [
              ...values.map(({ path, content }) => ({ path, bytes: JSON.stringify(content).length })),
              ...files.map(({ path, text }) => ({ path, bytes: Buffer.byteLength(text) })),
            ],
          })),
        };
      },
    },
  };
}
