import type { Clock } from '../../../lib/clock.ts';
import type { Logger } from '../../../lib/logger.ts';
import type { Scope } from '../../../lib/scope.ts';
import type { EngineConnection } from '../../docker/connection.ts';
import { type EventNotice, followEngineEvents } from '../../docker/events.ts';
import { EGRESS_NETWORK, GATEWAY_CONTAINER } from '../../objects/gateway-names.ts';

/** Removes a gateway, or its network, that a stalled engine makes after its last agent has gone. */
export function followLateGateway(options: {
  connection: EngineConnection;
  egress: { removeLateGateway(): Promise<void> };
  clock: Clock;
  logger: Logger;
}): Scope {
  const { egress, logger } = options;
  return followEngineEvents({
    ...options,
    // Events of networks carry no labels.
    filters: { type: ['container', 'network'], event: ['create'] },
    onNotice(notice) {
      if (!isOfGateway(notice)) return;
      egress
        .removeLateGateway()
        .catch((error: unknown) => logger.warn('a late gateway was not removed', { error }));
    },
  });
}

export function isOfGateway(notice: EventNotice): boolean {
  if (notice.type !== 'event') return false;
  const { Type, Actor } = notice.event;
  return Actor.Attributes.name === (Type === 'network' ? EGRESS_NETWORK : GATEWAY_CONTAINER);
}
