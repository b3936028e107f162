import { join } from 'node:path';
import type { HostConfig } from '../../contract/host.ts';
import { DEFAULT_GATEWAY_BASE } from '../../contract/preferences.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Engine } from '../docker/engine.ts';
import type { EngineProxies } from '../proxies/create.ts';
import { EgressOverrides } from '../records/egress-overrides.ts';
import type { SecretProvider } from '../secrets/secret-provider.ts';
import type { AppTokens } from './app-access/app-tokens.ts';
import type { Asks } from './asks/asks.ts';
import type { RecordKeeper } from './gateway/control-channel.ts';
import { Gateway } from './gateway/gateway.ts';
import { GatewayCredentials } from './gateway/gateway-credentials.ts';
import type { TakenSubnets } from './gateway/gateway-network.ts';
import { GatewayProxies } from './gateway/gateway-proxies.ts';
import { LatestTime } from './policy/latest-time.ts';
import { UnrecordedCuts } from './policy/unrecorded-cuts.ts';
import { GatewayEgress, type OwnSets } from './service.ts';

/** Creates the parts of egress through the gateway. */
export function createGatewayEgress(parts: {
  engine: () => Engine;
  config: Pick<HostConfig, 'gatewayPath' | 'assetsPath'> & Partial<Pick<HostConfig, 'dataPath'>>;
  /** Gets every decision of the gateway; without it they are dropped. */
  audit?: RecordKeeper | undefined;
  /** Gets the requests that wait for a person, and the events that settle them. */
  asks?: Asks | undefined;
  secrets: SecretProvider;
  ownSets?: OwnSets | undefined;
  /** The tokens by which the app knows agents; absent where it serves none. */
  appTokens?: AppTokens | undefined;
  /** The proxies before the internet; absent: none. */
  proxies?: Pick<EngineProxies, 'current' | 'onChange'> | undefined;
  /** Returns the gateway's base image; absent: the default one. */
  base?: () => string;
  /** Subnets that the gateway's network must not overlap; absent: those on the engine. */
  takenSubnets?: TakenSubnets;
  /** Authorities (PEM) for upstream servers besides the public ones. */
  extraRoots?: (() => string | undefined) | undefined;
  clock: Clock;
  logger: Logger;
}): GatewayEgress {
  const { engine, config, audit, asks, secrets, ownSets, extraRoots, clock, logger } = parts;
  const source = {
    programPath: config.gatewayPath,
    assetsPath: config.assetsPath,
    base: parts.base ?? (() => DEFAULT_GATEWAY_BASE),
  };
  const { takenSubnets } = parts;
  const gateway = new Gateway({ engine, source, keeper: audit, takenSubnets, logger });
  const credentials = new GatewayCredentials({ keeper: secrets, extraRoots, logger });
  const proxies = parts.proxies && new GatewayProxies({ source: parts.proxies, logger });
  const store = new EgressOverrides(engine);
  const { dataPath } = config;
  const local =
    dataPath === undefined
      ? {}
      : {
          cuts: new UnrecordedCuts(join(dataPath, 'unrecorded-cuts.json')),
          latestTime: new LatestTime({ path: join(dataPath, 'temporary-rules-time.json'), clock, logger }),
        };
  const egress = new GatewayEgress({
    ...local,
    engine,
    gateway,
    store,
    credentials,
    proxies,
    ownSets,
    appTokens: parts.appTokens,
    clock,
    logger,
  });
  if (asks) {
    // The subscription lives as long as the gateway and the service, because no other object holds them.
    gateway.message.on(({ message, channel }) => asks.onMessage(message, channel));
    gateway.lost.on(() => asks.lost());
    egress.policyApplied.on((policy) => asks.applied(policy));
  }
  return egress;
}
