import { expect, it } from 'vitest';
import type { Engine } from '../../docker/engine.ts';
import { ensureGatewayImage } from './gateway-image.ts';

it('says which file is missing where the command line was copied without what it needs', async () => {
  const source = { programPath: '/nowhere/gateway.cjs', assetsPath: '/nowhere', base: () => 'node:24-slim' };
  const ensured = ensureGatewayImage({} as Engine, source, AbortSignal.timeout(60_000));
  const message = expect.stringContaining('/nowhere/');
  await expect(ensured).rejects.toMatchObject({ error: { type: 'not-found', message } });
});
