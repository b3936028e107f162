import { join } from 'node:path';
import type { Agent } from '../../contract/agent.ts';
import { AgentTypes } from '../agent-types/agent-types.ts';
import { promptsOf } from '../agent-types/prompts.ts';
import type { Engine } from '../docker/engine.ts';
import type { Operations } from '../operations/operations.ts';
import type { LivePreferences } from '../preferences/live-preferences.ts';
import type { Broadcast } from '../rpc/handlers.ts';
import { imageHandlers } from './handlers.ts';
import { ImageProvider } from './provide-image.ts';

/** Agent types, and the images that agents run. */
export function createImages(deps: {
  engine(): Engine;
  agents(): readonly Agent[];
  operations: Operations;
  preferences: LivePreferences;
  assetsPath: string;
  dataPath: string;
  version: string;
  /** Certificate authorities (PEM) of the person's organisation. */
  hostRoots: () => string | undefined;
  /** The proxies before the internet, for the steps of builds. */
  proxies: { buildArgs(): Promise<Record<string, string>> };
}) {
  const { engine, preferences, version, hostRoots } = deps;
  const types = new AgentTypes({
    builtInPath: join(deps.assetsPath, 'images'),
    ownPath: join(deps.dataPath, 'agent-types'),
    builds: () => preferences.current.imageBuilds,
    hostRoots,
  });
  const images = new ImageProvider({
    engine,
    version,
    types,
    proxyArgs: () => deps.proxies.buildArgs(),
  });
  return {
    images,
    types,
    promptsOf: (typeId: string | undefined) => promptsOf(types, typeId),
    calls: {
      'agent-type.list': async () => ({
        types: (await types.all()).map(({ listed }) => listed),
        ownFolder: types.ownPath,
      }),
      ...imageHandlers({ ...deps, images }),
    },
    broadcast: (broadcast: Broadcast) => preferences.onChange(() => broadcast('agent-types.changed', {})),
  };
}
