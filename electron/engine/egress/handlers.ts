import { shownProxy } from '../../contract/upstream-proxy.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Consent } from '../consent/consent.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { Engine } from '../docker/engine.ts';
import { authorityMark } from '../images/trust.ts';
import { AUTHORITY_LABEL } from '../objects/labels.ts';
import type { EngineProxies } from '../proxies/create.ts';
import type { Broadcast, CallHandlers } from '../rpc/handlers.ts';
import type { SecretProvider } from '../secrets/secret-provider.ts';
import { agreeToMcp } from './app-access/agree-to-mcp.ts';
import type { Audit } from './audit/audit.ts';
import type { EgressService } from './egress-service.ts';
import { changeEgress } from './intents/change-egress.ts';
import type { ReachabilityWatch } from './reachability.ts';
import type { GatewayEgress } from './service.ts';

type EgressCalls =
  | 'egress.list'
  | 'egress.state'
  | 'egress.change'
  | 'egress.rules'
  | 'egress.reachability'
  | 'egress.proxies'
  | 'gateway.check-base';

export function createEgressHandlers(parts: {
  egress: EgressService & Pick<GatewayEgress, 'checkBase'>;
  directory: Pick<AgentDirectory, 'get'>;
  engine: () => Pick<Engine, 'inspectContainer'>;
  secrets: Pick<SecretProvider, 'authority'>;
  audit: Pick<Audit, 'newestFlow'>;
  proxies: Pick<EngineProxies, 'current'>;
  reachability: Pick<ReachabilityWatch, 'state'>;
  consent: Consent;
  clock: Clock;
}): Pick<CallHandlers, EgressCalls> {
  const { egress, directory, engine, secrets, audit, proxies, reachability, consent, clock } = parts;
  return {
    'egress.list': () => egress.list(),
    'egress.state': ({ agentId }) => egress.state(agentId),
    'egress.change': async ({ agentId, intents }, signal) => {
      const { name } = directory.get(agentId);
      for (const intent of intents)
        if (intent.type === 'set-mcp' && intent.grant) await agreeToMcp(consent, name, intent.grant, signal);
      const learns = intents.some(({ type }) => type === 'start-learning');
      const newestFlow = learns ? await audit.newestFlow(agentId) : undefined;
      return await changeEgress(egress, directory.get(agentId), intents, { now: clock.now(), newestFlow });
    },
    'egress.rules': async ({ agentId }, signal) => {
      const { containerId } = directory.get(agentId);
      const [{ rules, missingSets }, authority, { Config }] = await Promise.all([
        egress.rules(agentId),
        secrets.authority(),
        engine().inspectContainer(containerId, { signal }),
      ]);
      const mark = authority && authorityMark(authority.certificatePem);
      return {
        rules: rules.map(({ place, ...rule }) => ({ ...rule, ...(place ? { list: place.list } : {}) })),
        missingSets,
        trustsGateway: mark !== undefined && Config.Labels[AUTHORITY_LABEL] === mark,
      };
    },
    'egress.reachability': () => reachability.state,
    'egress.proxies': async () => {
      const { plain, secure, noProxy } = await proxies.current();
      return { plain: plain && shownProxy(plain), secure: secure && shownProxy(secure), noProxy };
    },
    'gateway.check-base': async ({ image }, signal) => {
      await egress.checkBase(image.trim(), signal);
      return {};
    },
  };
}

export function broadcastEgress(egress: EgressService, broadcast: Broadcast): () => void {
  return egress.onChange((change) => broadcast('egress.changed', change));
}
