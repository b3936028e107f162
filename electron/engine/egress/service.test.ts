import { beforeEach, describe, expect, it } from 'vitest';
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
import { GatewayEgress } from './service.ts';

const egress = (mode: EgressMode) => bareEgress(mode);
const at = (agentId: string) => ({
  agentId,
  networkId: `network-${agentId}`,
  gatewayAddress: `10.0.0.${agentId.length}`,
});
const down = () => new AppFailure({ type: 'gateway-down', message: 'No answer.' });
const never = new AbortController().signal;

/** A gateway that does what the test says: answers, hangs, or does not start. */
class ScriptedGateway {
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
  /** What a gateway of an earlier app has in force, or that it does not answer. */
  earlier: Map<string, EgressMode> | 'silent' | undefined;
  policiesInForce = async () => {
    if (this.earlier === 'silent') throw down();
    return this.earlier;
  };
  release = async () => void this.log.push('release');
  remove = async () => void this.log.push('remove');
  leave = async (networkId: string) => void this.log.push(`leave ${networkId}`);
  cut = async () => {
    if (this.cutFails) throw down();
    this.log.push('cut');
  };
}

let gateway: ScriptedGateway;
let records: Map<string, AgentEgress>;
let recordFails: boolean;
/** Records are read once this is over. */
let reading: Promise<unknown>;
let networks: Set<string>;
/** Records are written once this is over. */
let recording: Promise<unknown>;
/** The engine tells of networks once this is over. */
let inspecting: Promise<unknown>;
let clock: ManualClock;
let service: GatewayEgress;
let bindings: (secretIds: readonly string[]) => SecretBinding[];
let sets: EgressSet[];
let setsChanged: Emitter<void>;

beforeEach(() => {
  gateway = new ScriptedGateway();
  records = new Map();
  recordFails = false;
  reading = Promise.resolve();
  recording = Promise.resolve();
  inspecting = Promise.resolve();
  clock = new ManualClock();
  sets = [];
  bindings = () => [];
  setsChanged = new Emitter();
  networks = new Set(['network-a', 'network-bb']);
  const engine: Partial<Engine> = {
    inspectNetwork: async (id) => {
      await inspecting;
      if (!networks.has(id)) throw new AppFailure({ type: 'not-found', message: 'gone' });
      return { Id: id, Containers: { gateway: {} } } as unknown as Awaited<
        ReturnType<Engine['inspectNetwork']>
      >;
    },
  };
  service = new GatewayEgress({
    engine: () => engine as Engine,
    gateway,
    store: {
      all: async () => {
        const found = new Map(records);
        await reading;
        return found;
      },
      remember: async (agentId, wanted) => {
        await recording;
        if (recordFails) throw new AppFailure({ type: 'internal', message: 'disk full' });
        records.set(agentId, wanted);
      },
      forget: async (agentId) => void records.delete(agentId),
    },
    credentials: {
      onChange: () => () => undefined,
      bindings: (ids) => bindings(ids),
      push: async () => undefined,
    },
    ownSets: { current: () => sets, onChange: (listener) => setsChanged.on(listener) },
    clock,
    logger: silentLogger,
  });
});

describe('switching', () => {
  it('ends a gateway that does not answer, also when the agent is to be cut off', async () => {
    await service.attach(at('a'), egress('full'), never);
    gateway.answers = false;
    const state = await service.set('a', egress('off'));
    expect(gateway.log).toContain('cut');
    expect(state).toMatchObject({ wanted: egress('off'), inForce: true });
  });

  it('does not call an agent cut off while a gateway that cannot be ended may let it through', async () => {
    await service.attach(at('a'), egress('full'), never);
    gateway.answers = false;
    gateway.cutFails = true;
    const state = await service.set('a', egress('off'));
    expect(state.inForce).toBe(false);
    expect(state.problem).toContain('may still get out');
  });

  it('cuts off although that cannot be recorded, says so, and goes on trying', async () => {
    await service.attach(at('a'), egress('full'), never);
    recordFails = true;
    expect(await service.set('a', egress('off'))).toEqual({
      wanted: egress('off'),
      inForce: true,
      unrecorded: true,
    });
    expect(gateway.log.at(-1)).toBe('set-policy off');
    recordFails = false;
    const recorded = new Promise((resolve) => service.onChange(({ state }) => resolve(state)));
    clock.advance(0);
    expect(await recorded).toEqual({ wanted: egress('off'), inForce: true });
    expect(records.get('a')?.mode).toBe('off');
  });

  it('opens nothing when the choice cannot be kept', async () => {
    await service.attach(at('a'), egress('off'), never);
    recordFails = true;
    await expect(service.set('a', egress('full'))).rejects.toThrow('disk full');
    expect(gateway.log).not.toContain('set-policy full');
    expect(await service.state('a')).toEqual({ wanted: egress('off'), inForce: true });
  });
});

describe('Off', () => {
  const hanging = () => new Promise<never>(() => undefined);

  it('is in force before the engine is asked anything', async () => {
    await service.attach(at('a'), egress('full'), never);
    inspecting = hanging();
    expect(await service.set('a', egress('off'))).toEqual({ wanted: egress('off'), inForce: true });
    expect(gateway.log.at(-1)).toBe('set-policy off');
    expect(records.get('a')?.mode).toBe('off');
  });

  it('goes ahead of a change that hangs, which opens nothing afterwards', async () => {
    await service.attach(at('a'), egress('allowlist'), never);
    let answer: (value: undefined) => void = () => undefined;
    inspecting = new Promise((resolve) => {
      answer = resolve;
    });
    const opened = service.set('a', egress('full'));
    const cut = service.set('a', egress('off'));
    expect((await cut).wanted.mode).toBe('off');
    answer(undefined);
    await opened;
    expect(gateway.log).not.toContain('set-policy full');
    expect(await service.state('a')).toEqual({ wanted: egress('off'), inForce: true });
    expect(records.get('a')?.mode).toBe('off');
  });

  it('is in force while its record hangs, and reports that it is not recorded', async () => {
    await service.attach(at('a'), egress('full'), never);
    recording = hanging();
    const cut = service.set('a', egress('off'));
    await new Promise<void>((resolve) => {
      service.onChange(({ state }) => state.wanted.mode === 'off' && resolve());
    });
    expect(gateway.log.at(-1)).toBe('set-policy off');
    await Promise.resolve();
    clock.advance(2_000);
    expect(await cut).toEqual({ wanted: egress('off'), inForce: true, unrecorded: true });
  });

  it('does not wait for what was begun before it', async () => {
    await service.attach(at('a'), egress('allowlist'), never);
    inspecting = hanging();
    void service.trial('a', { name: 'n', host: 'n.test', address: '10.0.0.9', port: 1 });
    void service.update('a', (wanted) => wanted);
    expect(await service.set('a', egress('off'))).toMatchObject({ wanted: egress('off'), inForce: true });
    expect(records.get('a')?.mode).toBe('off');
  });

  it('keeps what was allowed, and what is added while it is in force', async () => {
    await service.attach(at('a'), egress('allowlist'), never);
    const add = service.update('a', (wanted) => ({ ...wanted, allowedDomains: ['a.test'] }));
    const cut = service.update('a', (wanted) => ({ ...wanted, mode: 'off' }), { cutsOff: true });
    const more = service.update('a', (wanted) => ({ ...wanted, sets: ['npm'] }));
    await Promise.all([add, cut, more]);
    expect(records.get('a')).toEqual({ ...egress('off'), allowedDomains: ['a.test'], sets: ['npm'] });
  });

  it('is not undone by a look at the engine that began before it', async () => {
    await service.attach(at('a'), egress('full'), never);
    await service.set('a', egress('full'));
    let read: (value: undefined) => void = () => undefined;
    reading = new Promise((resolve) => {
      read = resolve;
    });
    const asOf = service.revision;
    const agents = [{ attachment: at('a'), created: egress('full') }];
    const resynced = service.resync({ agents, networks: [at('a')], asOf });
    await service.set('a', egress('off'));
    read(undefined);
    await resynced;
    expect(gateway.log.at(-1)).toBe('set-policy off');
    expect(await service.state('a')).toEqual({ wanted: egress('off'), inForce: true });
  });

  it('is not undone by the record that it could not replace', async () => {
    await service.attach(at('a'), egress('full'), never);
    await service.set('a', egress('full'));
    recordFails = true;
    await service.set('a', egress('off'));
    const agents = [{ attachment: at('a'), created: egress('full') }];
    await service.resync({ agents, networks: [at('a')] });
    expect(await service.state('a')).toMatchObject({ wanted: egress('off'), unrecorded: true });
  });

  it('is found again in the gateway after a restart, and recorded then', async () => {
    records.set('a', egress('full'));
    gateway.earlier = new Map<string, EgressMode>([
      ['a', 'off'],
      ['bb', 'allowlist'],
    ]);
    await service.resync({
      agents: ['a', 'bb'].map((id) => ({ attachment: at(id), created: egress('full') })),
      networks: [at('a'), at('bb')],
    });
    expect(await service.state('a')).toEqual({ wanted: egress('off'), inForce: true });
    expect((await service.state('bb')).wanted.mode).toBe('full');
    expect(records.get('a')?.mode).toBe('off');
  });
});

it('does not give a secret back that was taken while the engine was read', async () => {
  await service.attach({ ...at('a'), secretIds: ['s'] }, egress('full'), never);
  const asOf = service.revision;
  const given: (readonly string[])[] = [];
  bindings = (ids) => {
    given.push(ids);
    return [];
  };
  await service.setSecrets('a', []);
  const agents = [{ attachment: { ...at('a'), secretIds: ['s'] }, created: egress('full') }];
  await service.resync({ agents, networks: [at('a')], asOf });
  expect(given).toEqual([[], []]);
});

describe('a change of a set', () => {
  const using = { ...egress('allowlist'), sets: ['mine'] };

  it('goes to the agents that use one, and to nobody else', async () => {
    await service.attach(at('a'), using, never);
    await service.attach(at('bb'), egress('full'), never);
    gateway.log.length = 0;
    setsChanged.emit();
    await service.update('a', (wanted) => wanted);
    expect(gateway.log).toEqual(['set-policy allowlist', 'set-policy allowlist']);
  });

  it('ends a gateway that does not answer: it may allow what the set no longer does', async () => {
    await service.attach(at('a'), using, never);
    gateway.answers = false;
    setsChanged.emit();
    await service.update('a', (wanted) => ({ ...wanted, mode: 'off' }));
    expect(gateway.log).toContain('cut');
  });

  it('names the sets that are gone', async () => {
    await service.attach(at('a'), using, never);
    expect(await service.rules('a')).toEqual({ rules: [], missingSets: ['mine'] });
    sets = [{ id: 'mine', name: 'Mine', description: '', rules: [{ effect: 'deny', host: 'a.test' }] }];
    expect((await service.rules('a')).rules).toMatchObject([{ rule: { id: 'set:Mine:deny:a.test' } }]);
    expect((await service.rules('a')).missingSets).toEqual([]);
  });
});

it('changes what is wanted one change after the other', async () => {
  await service.attach(at('a'), egress('allowlist'), never);
  const add = (host: string) =>
    service.update('a', (wanted) => ({ ...wanted, allowedDomains: [...wanted.allowedDomains, host] }));
  await Promise.all([add('a.test'), add('b.test')]);
  expect((await service.state('a')).wanted.allowedDomains).toEqual(['a.test', 'b.test']);
});

describe('detaching', () => {
  it('does not wait for a gateway that is still starting', async () => {
    gateway.start = new Promise(() => undefined);
    const controller = new AbortController();
    const attached = service.attach(at('a'), egress('full'), controller.signal);
    controller.abort(new Error('cancelled'));
    await expect(attached).rejects.toThrow('cancelled');
    await service.detach('a');
    expect(gateway.log).toEqual(['remove']);
  });

  it('leaves the gateway to the others when it happens during a delivery', async () => {
    await service.attach(at('a'), egress('full'), never);
    await service.attach(at('bb'), egress('full'), never);
    inspecting = new Promise(() => undefined);
    const trial = service.trial('a', { name: 'n', host: 'n.test', address: '10.0.0.9', port: 1 });
    await service.detach('a');
    await trial;
    expect(gateway.log).not.toContain('cut');
    expect(gateway.log.slice(-2)).toEqual(['remove-agent a', 'leave network-a']);
  });

  it('ends a gateway that cannot be told to forget the agent, and goes on', async () => {
    await service.attach(at('a'), egress('full'), never);
    await service.attach(at('bb'), egress('full'), never);
    gateway.answers = false;
    await service.detach('a');
    expect(gateway.log.slice(-2)).toEqual(['cut', 'leave network-a']);
  });

  it('keeps the gateway for the agents that are left', async () => {
    await service.attach(at('a'), egress('full'), never);
    await service.attach(at('bb'), egress('full'), never);
    await service.detach('a');
    expect(gateway.log.slice(-2)).toEqual(['remove-agent a', 'leave network-a']);
    await service.detach('bb');
    expect(gateway.log.at(-1)).toBe('remove');
  });
});

describe('after reconnecting', () => {
  it('keeps an agent that is still being created, and drops those of another engine', async () => {
    await service.attach(at('a'), egress('full'), never);
    await service.attach(at('bb'), egress('full'), never);
    await service.resync({ agents: [], networks: [at('bb')] });
    expect(Object.keys(service.list())).toEqual(['bb']);
    expect(await service.state('bb')).toMatchObject({ inForce: true });
  });

  it('does not call an agent cut off while a gateway of an earlier app does not answer', async () => {
    gateway.earlier = 'silent';
    gateway.answers = false;
    await service.resync({ agents: [{ attachment: at('a'), created: egress('off') }], networks: [at('a')] });
    expect((await service.state('a')).inForce).toBe(false);
  });

  it('lets go of an agent whose network somebody removed', async () => {
    networks.delete('network-a');
    await service.attach(at('a'), egress('full'), never);
    expect(service.list()).toEqual({});
  });
});
