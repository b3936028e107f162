import { join } from 'node:path';
import type { RpcClient } from '../../../electron/client/rpc-client.ts';
import { preferencesSchema } from '../../../electron/contract/preferences.ts';
import { Consents } from '../../../electron/engine/consent/consents.ts';
import { createEngineHost, type HostOptions } from '../../../electron/engine/host.ts';
import { silentLogger } from '../../../electron/lib/logger.ts';
import type { Scope } from '../../../electron/lib/scope.ts';
import { testEndpoint } from '../engine/docker-endpoint.ts';
import { openWindow } from './test-window.ts';

const root = join(import.meta.dirname, '../../..');

/** The whole engine host on the test engine, and a window's client of it; resolves once it is connected. */
export async function openHost(
  scope: Scope,
  dataPath: string,
  options: Partial<HostOptions> = {},
): Promise<RpcClient> {
  const host = createEngineHost({
    config: {
      endpoint: { ...testEndpoint(), source: 'settings' },
      assetsPath: join(root, 'assets'),
      gatewayPath: join(root, 'dist/gateway/gateway.cjs'),
      dataPath,
      version: '0.0.0-test',
      launched: false,
      checkOutputs: true,
      preferences: preferencesSchema.parse({}),
    },
    logger: silentLogger,
    rememberEndpoint: () => undefined,
    consents: new Consents({ local: { ask: () => Promise.resolve() }, asksPrograms: false }),
    ...options,
  });
  scope.add(() => host.dispose());
  const client = openWindow(scope, (port) => host.connect(port));
  const connected = new Promise<void>((resolve) => {
    client.on('engine.changed', ({ status }) => {
      if (status === 'connected') resolve();
    });
  });
  if ((await client.call('engine.state', {})).status !== 'connected') await connected;
  return client;
}
