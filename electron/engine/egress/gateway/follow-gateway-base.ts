import type { Logger } from '../../../lib/logger.ts';
import type { LivePreferences } from '../../preferences/live-preferences.ts';
import type { GatewayEgress } from '../service.ts';

/** Replaces the gateway when the person has chosen another base image for it. Returns a function that stops it. */
export function followGatewayBase(options: {
  preferences: LivePreferences;
  egress: Pick<GatewayEgress, 'renew'>;
  logger: Logger;
}): () => void {
  const { preferences, egress, logger } = options;
  let base = preferences.current.gatewayBase;
  return preferences.onChange(({ gatewayBase }) => {
    if (gatewayBase === base) return;
    base = gatewayBase;
    egress.renew().catch((error: unknown) => logger.warn('the gateway was not renewed', { error }));
  });
}
