import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { EgressMode } from '../../contract/egress-mode.ts';
import { at, egress, never, ServiceSetting } from './service.fixture.ts';

let setting: ServiceSetting;
beforeEach(() => {
  setting = new ServiceSetting();
});

describe('Off', () => {
  const hang = () => new Promise<never>(() => undefined);

  it('is in force before the engine is asked anything', async () => {
    await setting.service.attach(at('a'), egress('full'), never);
    setting.inspecting = hang();
    expect(await setting.service.set('a', egress('off'))).toEqual({ wanted: egress('off'), inForce: true });
    expect(setting.gateway.log.at(-1)).toBe('set-policy off');
    expect(setting.records.get('a')?.mode).toBe('off');
  });

  it('goes ahead of a change that hangs, which opens nothing afterwards', async () => {
    await setting.service.attach(at('a'), egress('allowlist'), never);
    let answer: (value: undefined) => void = () => undefined;
    setting.inspecting = new Promise((resolve) => {
      answer = resolve;
    });
    const opened = setting.service.set('a', egress('full'));
    const cut = setting.service.set('a', egress('off'));
    expect((await cut).wanted.mode).toBe('off');
    answer(undefined);
    await opened;
    expect(setting.gateway.log).not.toContain('set-policy full');
    expect(await setting.service.state('a')).toEqual({ wanted: egress('off'), inForce: true });
    expect(setting.records.get('a')?.mode).toBe('off');
  });

  it('is in force while its record hangs, and reports that it is not recorded', async () => {
    await setting.service.attach(at('a'), egress('full'), never);
    setting.recording = hang();
    const cut = setting.service.set('a', egress('off'));
    await new Promise<void>((resolve) => {
      setting.service.onChange(({ state }) => state.wanted.mode === 'off' && resolve());
    });
    expect(setting.gateway.log.at(-1)).toBe('set-policy off');
    await Promise.resolve();
    setting.clock.advance(2_000);
    expect(await cut).toEqual({ wanted: egress('off'), inForce: true, unrecorded: true });
  });

  it('does not wait for what was begun before it', async () => {
    await setting.service.attach(at('a'), egress('allowlist'), never);
    setting.inspecting = hang();
    void setting.service.trial('a', { name: 'n', host: 'n.test', address: '10.0.0.9', port: 1 });
    void setting.service.update('a', (wanted) => wanted);
    expect(await setting.service.set('a', egress('off'))).toMatchObject({
      wanted: egress('off'),
      inForce: true,
    });
    expect(setting.records.get('a')?.mode).toBe('off');
  });

  it('keeps what was allowed, and what is added while it is in force', async () => {
    await setting.service.attach(at('a'), egress('allowlist'), never);
    const add = setting.service.update('a', (wanted) => ({ ...wanted, allowedDomains: ['a.test'] }));
    const cut = setting.service.update('a', (wanted) => ({ ...wanted, mode: 'off' }), { cutsOff: true });
    const more = setting.service.update('a', (wanted) => ({ ...wanted, sets: ['npm'] }));
    await Promise.all([add, cut, more]);
    expect(setting.records.get('a')).toEqual({ ...egress('off'), allowedDomains: ['a.test'], sets: ['npm'] });
  });

  it('is not undone by a look at the engine that began before it', async () => {
    await setting.service.attach(at('a'), egress('full'), never);
    await setting.service.set('a', egress('full'));
    let read: (value: undefined) => void = () => undefined;
    setting.reading = new Promise((resolve) => {
      read = resolve;
    });
    const asOf = setting.service.revision;
    const agents = [{ attachment: at('a'), created: egress('full') }];
    const resynced = setting.service.resync({ agents, networks: [at('a')], asOf });
    await setting.service.set('a', egress('off'));
    read(undefined);
    await resynced;
    expect(setting.gateway.log.at(-1)).toBe('set-policy off');
    expect(await setting.service.state('a')).toEqual({ wanted: egress('off'), inForce: true });
  });

  it('is not undone by the record that it could not replace', async () => {
    await setting.service.attach(at('a'), egress('full'), never);
    await setting.service.set('a', egress('full'));
    setting.recordFails = true;
    await setting.service.set('a', egress('off'));
    const agents = [{ attachment: at('a'), created: egress('full') }];
    await setting.service.resync({ agents, networks: [at('a')] });
    expect(await setting.service.state('a')).toMatchObject({ wanted: egress('off'), unrecorded: true });
  });

  it('is not undone by a look at the engine during which its record was written at last', async () => {
    await setting.service.attach(at('a'), egress('full'), never);
    await setting.service.set('a', egress('full'));
    setting.recordFails = true;
    await setting.service.set('a', egress('off'));
    let read: (value: undefined) => void = () => undefined;
    setting.reading = new Promise((resolve) => {
      read = resolve;
    });
    setting.gateway.earlier = 'silent';
    const agents = [{ attachment: at('a'), created: egress('full') }];
    const resynced = setting.service.resync({ agents, networks: [at('a')] });
    setting.recordFails = false;
    await vi.waitFor(() => {
      setting.clock.advance(60_000);
      expect(setting.records.get('a')?.mode).toBe('off');
    });
    read(undefined);
    await resynced;
    expect(await setting.service.state('a')).toEqual({ wanted: egress('off'), inForce: true });
    expect(setting.gateway.log.at(-1)).toBe('set-policy off');
  });

  it('is not undone by a look at the engine while its record is being written', async () => {
    await setting.service.attach(at('a'), egress('full'), never);
    await setting.service.set('a', egress('full'));
    let write: (value: undefined) => void = () => undefined;
    setting.recording = new Promise((resolve) => {
      write = resolve;
    });
    const cut = setting.service.set('a', egress('off'));
    await vi.waitFor(() => expect(setting.gateway.log.at(-1)).toBe('set-policy off'));
    // The record is written right after the cut.
    await new Promise(setImmediate);
    setting.gateway.earlier = 'silent';
    const agents = [{ attachment: at('a'), created: egress('full') }];
    const resynced = setting.service.resync({ agents, networks: [at('a')] });
    await vi.waitFor(() => expect(setting.gateway.log).toContain('release'));
    write(undefined);
    await Promise.all([cut, resynced]);
    expect(setting.gateway.log.at(-1)).toBe('set-policy off');
    expect(await setting.service.state('a')).toEqual({ wanted: egress('off'), inForce: true });
  });

  it('is found again in the gateway after a restart, and recorded then', async () => {
    setting.records.set('a', egress('full'));
    setting.gateway.earlier = new Map<string, EgressMode>([
      ['a', 'off'],
      ['bb', 'allowlist'],
    ]);
    await setting.service.resync({
      agents: ['a', 'bb'].map((id) => ({ attachment: at(id), created: egress('full') })),
      networks: [at('a'), at('bb')],
    });
    expect(await setting.service.state('a')).toEqual({ wanted: egress('off'), inForce: true });
    expect((await setting.service.state('bb')).wanted.mode).toBe('full');
    expect(setting.records.get('a')?.mode).toBe('off');
  });
});
