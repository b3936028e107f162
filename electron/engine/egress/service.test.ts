import { beforeEach, describe, expect, it } from 'vitest';
import { at, egress, never, ServiceSetting } from './service.fixture.ts';

let setting: ServiceSetting;
beforeEach(() => {
  setting = new ServiceSetting();
});

describe('switching', () => {
  it('ends a gateway that does not answer, also when the agent is to be cut off', async () => {
    await setting.service.attach(at('a'), egress('full'), never);
    setting.gateway.answers = false;
    const state = await setting.service.set('a', egress('off'));
    expect(setting.gateway.log).toContain('cut');
    expect(state).toMatchObject({ wanted: egress('off'), inForce: true });
  });

  it('does not call an agent cut off while a gateway that cannot be ended may let it through', async () => {
    await setting.service.attach(at('a'), egress('full'), never);
    setting.gateway.answers = false;
    setting.gateway.cutFails = true;
    const state = await setting.service.set('a', egress('off'));
    expect(state.inForce).toBe(false);
    expect(state.problem).toContain('may still get out');
  });

  it('cuts off although that cannot be recorded, says so, and goes on trying', async () => {
    await setting.service.attach(at('a'), egress('full'), never);
    setting.recordFails = true;
    expect(await setting.service.set('a', egress('off'))).toEqual({
      wanted: egress('off'),
      inForce: true,
      unrecorded: true,
    });
    expect(setting.gateway.log.at(-1)).toBe('set-policy off');
    setting.recordFails = false;
    const recorded = new Promise((resolve) => setting.service.onChange(({ state }) => resolve(state)));
    setting.clock.advance(0);
    expect(await recorded).toEqual({ wanted: egress('off'), inForce: true });
    expect(setting.records.get('a')?.mode).toBe('off');
  });

  it('opens nothing when the choice cannot be kept', async () => {
    await setting.service.attach(at('a'), egress('off'), never);
    setting.recordFails = true;
    await expect(setting.service.set('a', egress('full'))).rejects.toThrow('disk full');
    expect(setting.gateway.log).not.toContain('set-policy full');
    expect(await setting.service.state('a')).toEqual({ wanted: egress('off'), inForce: true });
  });
});

it('does not give a secret back that was taken while the engine was read', async () => {
  await setting.service.attach({ ...at('a'), secretIds: ['s'] }, egress('full'), never);
  const asOf = setting.service.revision;
  const pushedIds: (readonly string[])[] = [];
  setting.bindings = (ids) => {
    pushedIds.push(ids);
    return [];
  };
  await setting.service.setSecrets('a', []);
  const agents = [{ attachment: { ...at('a'), secretIds: ['s'] }, created: egress('full') }];
  await setting.service.resync({ agents, networks: [at('a')], asOf });
  expect(pushedIds).toEqual([[], []]);
});

describe('a change of a set', () => {
  const using = { ...egress('allowlist'), sets: ['mine'] };

  it('goes to the agents that use one, and to nobody else', async () => {
    await setting.service.attach(at('a'), using, never);
    await setting.service.attach(at('bb'), egress('full'), never);
    setting.gateway.log.length = 0;
    setting.setsChanged.emit();
    await setting.service.update('a', (wanted) => wanted);
    expect(setting.gateway.log).toEqual(['set-policy allowlist', 'set-policy allowlist']);
  });

  it('ends a gateway that does not answer: it may allow what the set no longer does', async () => {
    await setting.service.attach(at('a'), using, never);
    setting.gateway.answers = false;
    setting.setsChanged.emit();
    await setting.service.update('a', (wanted) => ({ ...wanted, mode: 'off' }));
    expect(setting.gateway.log).toContain('cut');
  });

  it('names the sets that are gone', async () => {
    await setting.service.attach(at('a'), using, never);
    expect(await setting.service.rules('a')).toEqual({ rules: [], missingSets: ['mine'] });
    setting.sets = [
      { id: 'mine', name: 'Mine', description: '', rules: [{ effect: 'deny', host: 'a.test' }] },
    ];
    expect((await setting.service.rules('a')).rules).toMatchObject([
      { rule: { id: 'set:Mine:deny:a.test' } },
    ]);
    expect((await setting.service.rules('a')).missingSets).toEqual([]);
  });
});

it('changes what is wanted one change after the other', async () => {
  await setting.service.attach(at('a'), egress('allowlist'), never);
  const add = (host: string) =>
    setting.service.update('a', (wanted) => ({
      ...wanted,
      allowedDomains: [...wanted.allowedDomains, host],
    }));
  await Promise.all([add('a.test'), add('b.test')]);
  expect((await setting.service.state('a')).wanted.allowedDomains).toEqual(['a.test', 'b.test']);
});

describe('detaching', () => {
  it('does not wait for a gateway that is still starting', async () => {
    setting.gateway.start = new Promise(() => undefined);
    const controller = new AbortController();
    const attached = setting.service.attach(at('a'), egress('full'), controller.signal);
    controller.abort(new Error('cancelled'));
    await expect(attached).rejects.toThrow('cancelled');
    await setting.service.detach('a');
    expect(setting.gateway.log).toEqual(['remove']);
  });

  it('leaves the gateway to the others when it happens during a delivery', async () => {
    await setting.service.attach(at('a'), egress('full'), never);
    await setting.service.attach(at('bb'), egress('full'), never);
    setting.inspecting = new Promise(() => undefined);
    const trial = setting.service.trial('a', { name: 'n', host: 'n.test', address: '10.0.0.9', port: 1 });
    await setting.service.detach('a');
    await trial;
    expect(setting.gateway.log).not.toContain('cut');
    expect(setting.gateway.log.slice(-2)).toEqual(['remove-agent a', 'disconnect network-a']);
  });

  it('ends a gateway that cannot be told to forget the agent, and goes on', async () => {
    await setting.service.attach(at('a'), egress('full'), never);
    await setting.service.attach(at('bb'), egress('full'), never);
    setting.gateway.answers = false;
    await setting.service.detach('a');
    expect(setting.gateway.log.slice(-2)).toEqual(['cut', 'disconnect network-a']);
  });

  it('keeps the gateway for the agents that are left', async () => {
    await setting.service.attach(at('a'), egress('full'), never);
    await setting.service.attach(at('bb'), egress('full'), never);
    await setting.service.detach('a');
    expect(setting.gateway.log.slice(-2)).toEqual(['remove-agent a', 'disconnect network-a']);
    await setting.service.detach('bb');
    expect(setting.gateway.log.at(-1)).toBe('remove');
  });
});

describe('after reconnecting', () => {
  it('keeps an agent that is still being created, and drops those of another engine', async () => {
    await setting.service.attach(at('a'), egress('full'), never);
    await setting.service.attach(at('bb'), egress('full'), never);
    await setting.service.resync({ agents: [], networks: [at('bb')] });
    expect(Object.keys(setting.service.list())).toEqual(['bb']);
    expect(await setting.service.state('bb')).toMatchObject({ inForce: true });
  });

  it('keeps an agent that was made while the engine was read', async () => {
    const asOf = setting.service.revision;
    await setting.service.attach(at('a'), egress('full'), never);
    await setting.service.resync({ agents: [], networks: [], asOf });
    expect(await setting.service.state('a')).toMatchObject({ inForce: true });
  });

  it('takes up no agent that was removed while the engine was read', async () => {
    const asOf = setting.service.revision;
    await setting.service.detach('a');
    await setting.service.resync({
      agents: [{ attachment: at('a'), created: egress('full') }],
      networks: [at('a')],
      asOf,
    });
    expect(setting.service.list()).toEqual({});
  });

  it('leaves no gateway without agents when the network of the last one went meanwhile', async () => {
    setting.networks.delete('network-a');
    await setting.service.resync({
      agents: [{ attachment: at('a'), created: egress('full') }],
      networks: [at('a')],
    });
    expect(setting.service.list()).toEqual({});
    expect(setting.gateway.log.at(-1)).toBe('remove');
  });

  it('does not call an agent cut off while a gateway of an earlier app does not answer', async () => {
    setting.gateway.earlier = 'silent';
    setting.gateway.answers = false;
    await setting.service.resync({
      agents: [{ attachment: at('a'), created: egress('off') }],
      networks: [at('a')],
    });
    expect((await setting.service.state('a')).inForce).toBe(false);
  });

  it('removes what a stalled engine makes of a gateway only while there is no agent', async () => {
    await setting.service.attach(at('a'), egress('full'), never);
    await setting.service.removeLateGateway();
    expect(setting.gateway.log).not.toContain('remove late');
    await setting.service.detach('a');
    await setting.service.removeLateGateway();
    expect(setting.gateway.log.at(-1)).toBe('remove late');
  });

  it('lets go of an agent whose network somebody removed', async () => {
    setting.networks.delete('network-a');
    await setting.service.attach(at('a'), egress('full'), never);
    expect(setting.service.list()).toEqual({});
  });
});
