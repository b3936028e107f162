import { type AgentEgress, bareEgress } from '../../contract/agent-spec.ts';
import type { SecretBinding } from '../../contract/egress.ts';
import type { EgressMode } from '../../contract/egress-mode.ts';
import type { EgressSet } from '../../contract/egress-sets.ts';
import { AppFailure } from '../../contract/error.ts';
import { Emitter } from '../../lib/emitter.ts';
import { silentLogger } from '../../lib/logger.ts';
import { ManualClock } from '../../lib/manual-clock.ts';
import type { Engine } from '../docker/engine.ts';
import type { ControlChannel } from './gateway/control-channel.ts';
import type { RunningGateway } from './gateway/gateway.ts';
import type { UnrecordedCuts } from './policy/unrecorded-cuts.ts';
import { GatewayEgress } from './service.ts';

export const egress = (mode: EgressMode) => bareEgress(mode);
export const at = (agentId: string) => ({
  agentId,
  networkId: `network-${agentId}`,
  gatewayAddress: `10.0.0.${agentId.length}`,
});
export const down = () => new AppFailure({ type: 'gateway-down', message: 'No answer.' });
export const never = new AbortController().signal;

/** A gateway that the test controls: it answers, hangs, or does not start. */
export class ScriptedGateway {
  readonly lost = new Emitter<void>();
  readonly log: string[] = [];
  answers = true;
  start: Promise<void> = Promise.resolve();
  cutFails = false;

  #running: RunningGateway | undefined;
  running = () => this.#running;

  ensure = async (): Promise<RunningGateway> => {
    await this.start;
    this.#running ??= this.#made();
    return this.#running;
  };

  #made(): RunningGateway {
    const send = async (command: { type: string; agentId?: string; policy?: { mode: EgressMode } }) => {
      if (!this.answers) throw down();
      this.log.push(`${command.type} ${command.agentId ?? command.policy?.mode}`);
    };
    return { containerId: 'gateway', instanceId: '1', channel: { send } as unknown as ControlChannel };
  }
  prepare = async () => void this.log.push('prepare');
  /** The modes in force in a gateway of an earlier app, or its failure to answer. */
  earlier: Map<string, EgressMode> | 'silent' | undefined;
  policiesInForce = async () => {
    if (this.earlier === 'silent') throw down();
    return this.earlier;
  };
  release = async () => void this.log.push('release');
  remove = async () => void this.log.push('remove');
  removeLate = async () => void this.log.push('remove late');
  disconnect = async (networkId: string) => void this.log.push(`disconnect ${networkId}`);
  cut = async () => {
    if (this.cutFails) throw down();
    this.log.push('cut');
  };
}

/** The service on an engine, a gateway and records that the test controls. */
export class ServiceSetting {
  readonly gateway = new ScriptedGateway();
  readonly records = new Map<string, AgentEgress>();
  readonly networks = new Set(['network-a', 'network-bb']);
  readonly clock = new ManualClock();
  readonly setsChanged = new Emitter<void>();
  recordFails = false;
  /** Reads of records wait for this. */
  reading: Promise<unknown> = Promise.resolve();
  /** Writes of records wait for this. */
  recording: Promise<unknown> = Promise.resolve();
  /** The engine's descriptions of networks wait for this. */
  inspecting: Promise<unknown> = Promise.resolve();
  sets: EgressSet[] = [];
  bindings: (secretIds: readonly string[]) => SecretBinding[] = () => [];
  readonly service: GatewayEgress;

  /** @param cuts the file for unrecorded cuts on this machine */
  constructor(cuts?: UnrecordedCuts) {
    const engine: Partial<Engine> = {
      inspectNetwork: async (id) => {
        await this.inspecting;
        if (!this.networks.has(id)) throw new AppFailure({ type: 'not-found', message: 'gone' });
        return { Id: id, Containers: { gateway: {} } } as unknown as Awaited<
          ReturnType<Engine['inspectNetwork']>
        >;
      },
    };
    this.service = new GatewayEgress({
      engine: () => engine as Engine,
      gateway: this.gateway,
      store: {
        all: async () => {
          const records = new Map(this.records);
          await this.reading;
          return records;
        },
        remember: async (agentId, wanted) => {
          await this.recording;
          if (this.recordFails) throw new AppFailure({ type: 'internal', message: 'disk full' });
          this.records.set(agentId, wanted);
        },
        forget: async (agentId) => void this.records.delete(agentId),
      },
      cuts,
      credentials: {
        onChange: () => () => undefined,
        bindings: (ids) => this.bindings(ids),
        renewals: () => [],
        push: async () => undefined,
      },
      ownSets: { current: () => this.sets, onChange: (listener) => this.setsChanged.on(listener) },
      clock: this.clock,
      logger: silentLogger,
    });
  }
}
