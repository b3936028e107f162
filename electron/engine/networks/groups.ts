import type { EngineFacts } from '../../contract/engine.ts';
import { AppFailure } from '../../contract/error.ts';
import { GROUP_DOMAIN } from '../../contract/group.ts';
import type { Logger } from '../../lib/logger.ts';
import { SerialQueue } from '../../lib/serial-queue.ts';
import type { NetworkInspect } from '../docker/api.ts';
import { tierOf } from '../docker/facts.ts';
import { unlessGone } from '../docker/networks-of.ts';
import { GROUP_LABEL, ROLE_LABEL, VERSION_LABEL } from '../objects/labels.ts';
import { groupNetworkName, groupOfNetwork } from '../objects/object-names.ts';
import { GROUP_SUBNET_BITS } from '../objects/subnet.ts';
import { createInternalNetwork, internalNetwork, weaknessesOf } from './internal-network.ts';
import { type SubnetDeps, takenSubnets } from './taken-subnets.ts';

export interface GroupDeps extends SubnetDeps {
  /** The app's version. */
  version: string;
  logger: Logger;
}

/** A container that joins a group, and the agent's name, by which the others reach it. */
export interface Member {
  containerId: string;
  agentName: string;
}

/** Retries, because another app may remove a network that was empty a moment ago. */
const JOIN_TRIES = 3;

/**
 * The networks of groups on one engine. A network exists from the first member to the last, stopped members included:
 * whoever joins makes it when it is missing, and whoever leaves removes it when nothing is connected any more.
 */
export class Groups {
  readonly #deps: GroupDeps;
  /** One at a time, so that no network is removed between its creation and the first member. */
  readonly #queue = new SerialQueue();

  constructor(deps: GroupDeps) {
    this.#deps = deps;
  }

  /** Connects a container to a group under the agent's name; one that is connected under another name gets this one. */
  join(group: string, member: Member, signal?: AbortSignal): Promise<void> {
    return this.#queue.run(() => this.#join(group, member, signal));
  }

  /** Disconnects a container from all groups but `kept`, and removes those that are empty then. */
  leave(containerId: string, kept: string | null = null): Promise<void> {
    return this.#queue.run(async () => {
      const engine = this.#deps.engine();
      const inspect = await unlessGone(engine.inspectContainer(containerId));
      for (const name of Object.keys(inspect?.NetworkSettings.Networks ?? {})) {
        const group = groupOfNetwork(name);
        if (group === undefined || group === kept) continue;
        await unlessGone(engine.disconnectNetwork(name, containerId));
      }
      await this.#prune();
    });
  }

  /** Removes the networks of groups without members, as a crash leaves them. */
  prune(): Promise<void> {
    return this.#queue.run(() => this.#prune());
  }

  async #join(group: string, { containerId, agentName }: Member, signal?: AbortSignal): Promise<void> {
    const engine = this.#deps.engine();
    const options = signal ? { signal } : {};
    for (let tries = 1; ; tries++) {
      const { Id, Name } = await this.#ensure(group, signal);
      const { NetworkSettings } = await engine.inspectContainer(containerId, options);
      const endpoint = NetworkSettings.Networks[Name];
      const isCurrent = (endpoint?.NetworkID || Id) === Id && endpoint?.Aliases?.includes(agentName);
      if (isCurrent) return;
      if (endpoint) await unlessGone(engine.disconnectNetwork(Name, containerId, options));
      try {
        await engine.connectNetwork(Id, containerId, { aliases: aliasesOf(agentName) }, options);
        return;
      } catch (error) {
        const isGone = error instanceof AppFailure && error.error.type === 'not-found';
        if (!isGone || tries === JOIN_TRIES) throw error;
      }
    }
  }

  async #ensure(group: string, signal?: AbortSignal): Promise<NetworkInspect> {
    const { engine, facts, version } = this.#deps;
    const existing = await this.#find(group, signal);
    if (existing) return existing;
    const usedSubnets = await takenSubnets(this.#deps, signal);
    const labels = { [ROLE_LABEL]: 'group', [GROUP_LABEL]: group, [VERSION_LABEL]: version };
    try {
      const search = { seed: group, usedSubnets, bits: GROUP_SUBNET_BITS };
      const { networkId } = await createInternalNetwork(engine(), search, (subnet) =>
        internalNetwork(groupNetworkName(group), subnet, facts(), labels),
      );
      return await engine().inspectNetwork(networkId);
    } catch (error) {
      if (!(error instanceof AppFailure && ['conflict', 'name-taken'].includes(error.error.type)))
        throw error;
      // Another app made it in between.
      const made = await this.#find(group, signal);
      if (made) return made;
      throw refused(`there is a network ${groupNetworkName(group)} that Bulkhead did not make`);
    }
  }

  /** Throws `network-error` for a network that was replaced by a weaker one. */
  async #find(group: string, signal?: AbortSignal): Promise<NetworkInspect | undefined> {
    const label = [`${ROLE_LABEL}=group`, `${GROUP_LABEL}=${group}`];
    const found = await this.#deps.engine().listNetworks({ label }, signal ? { signal } : {});
    // Two apps can make one at the same moment on engines before 25: every app takes the same of the two.
    const [network] = found.sort((a, b) => a.Id.localeCompare(b.Id));
    const [weakness] = network ? weaknessesOf(network, this.#deps.facts()) : [];
    if (weakness) throw refused(`its network on the engine ${weakness}`);
    return network;
  }

  async #prune(): Promise<void> {
    const { engine, logger } = this.#deps;
    for (const { Id, Name } of await engine().listNetworks({ label: [`${ROLE_LABEL}=group`] })) {
      if ((await engine().listContainers({ network: [Name] })).length > 0) continue;
      try {
        await engine().removeNetwork(Id);
      } catch (error) {
        if (!(error instanceof AppFailure && error.error.type === 'conflict')) throw error;
        // Another app has connected a member meanwhile.
        logger.info('a group is in use again', { network: Name });
      }
    }
  }
}

/** The names of a member. The second one lies in a domain that tools leave out of the proxy, as they cannot with a name without a domain. */
export const aliasesOf = (agentName: string) => [agentName, `${agentName}.${GROUP_DOMAIN}`];

/**
 * Throws `isolation-unsupported` for an agent that cannot be in a group: gVisor and microVMs take their interfaces at
 * the start alone, and do not reach the engine's resolver, by which members find each other.
 */
export function checkGroup(group: string | null, runtime: string, facts: EngineFacts): void {
  if (group === null || tierOf(runtime, facts) === 'container') return;
  throw new AppFailure({
    type: 'isolation-unsupported',
    field: 'group',
    message:
      'Only agents of the isolation tier “Container” can be in a group: gVisor and microVMs do not take up a network while they run, and find no other agent by name. Leave the group out, or choose that tier.',
  });
}

function refused(why: string): AppFailure {
  return new AppFailure({
    type: 'network-error',
    field: 'group',
    message: `The group cannot be joined: ${why}. Remove that network, or choose another name.`,
    actions: [{ kind: 'retry', label: 'Retry' }],
  });
}
