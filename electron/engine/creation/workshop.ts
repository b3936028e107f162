import type { Agent } from '../../contract/agent.ts';
import type { AgentLife } from '../../contract/agent-life.ts';
import type { EngineFacts } from '../../contract/engine.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Engine } from '../docker/engine.ts';
import type { EgressService } from '../egress/egress-service.ts';
import type { ImageProvider } from '../images/provide-image.ts';
import type { AgentUser } from '../objects/agent-user.ts';
import type { SecretProvider } from '../secrets/secret-keeper.ts';
import type { Toolbox } from '../toolbox/toolbox.ts';

/** What making an agent needs of the rest of the engine host. */
export interface Workshop {
  /** The engine in use; asked for at each step, because a connection may be replaced meanwhile. */
  engine(): Engine;
  facts(): EngineFacts;
  egress: EgressService;
  secrets: SecretProvider;
  images: ImageProvider;
  /** All agents as they are now. */
  agents(): readonly Agent[];
  /** The agent's life as a person last changed it. */
  lifeOf?(agent: Agent): AgentLife;
  machine: Machine;
  toolbox: Toolbox;
  /** Throws when an agent with these limits may not run beside those that run (see life/admission.ts). */
  admit?(agentId: string | undefined, limits: { memoryBytes: number; cpus: number }): void;
  /** As `admit`, and counts the agent as running until the returned function is called. */
  claim?(agentId: string, limits: { memoryBytes: number; cpus: number }): () => void;
  /** The app's version. */
  version: string;
  /** The file of the app's tightened seccomp profile. */
  tightenedProfilePath: string;
  clock: Clock;
  logger: Logger;
}

/** What making an agent needs to know of the machine that the app runs on. */
export interface Machine {
  person: AgentUser;
  /** Undefined on Windows. */
  uid: number | undefined;
  home: string;
  /** Sockets through which programs here reach an engine. */
  engineSockets(): string[];
  /** Networks of its own interfaces, in CIDR notation. */
  networks(): string[];
}

/** Subnets that a new network must keep clear of. */
export async function takenSubnets(workshop: Workshop, signal?: AbortSignal): Promise<string[]> {
  const networks = await workshop.engine().listNetworks({}, signal ? { signal } : {});
  const subnets = networks
    .flatMap((network) => network.IPAM.Config ?? [])
    .map((config) => config.Subnet ?? '');
  return workshop.facts().isLocal ? [...subnets, ...workshop.machine.networks()] : subnets;
}

/** The isolation tier that a runtime gives; the empty name is the engine's default runtime. */
export function tierOf(runtime: string, facts: EngineFacts): 'container' | 'gvisor' | 'microvm' {
  const name = runtime || facts.defaultRuntime;
  return facts.runtimes.find((each) => each.name === name)?.tier ?? 'container';
}
