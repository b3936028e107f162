import { expect, it } from 'vitest';
import { silentLogger } from '../../../lib/logger.ts';
import type { EngineEvent } from '../../docker/api.ts';
import type { Engine } from '../../docker/engine.ts';
import { isOfGateway } from './follow-late-gateway.ts';
import { Gateway } from './gateway.ts';

const created = (Type: string, name: string) =>
  isOfGateway({ type: 'event', event: { Type, Actor: { Attributes: { name } } } as unknown as EngineEvent });

it('knows a gateway and its network by their names', () => {
  expect(created('network', 'bulkhead-egress')).toBe(true);
  expect(created('container', 'bulkhead-gateway')).toBe(true);
  expect(created('network', 'bulkhead-gateway')).toBe(false);
  expect(created('container', 'bulkhead-egress')).toBe(false);
  expect(isOfGateway({ type: 'gap' })).toBe(false);
});

/** A gateway on an engine that makes its network only after nobody waits for it. */
function stalled() {
  const log: string[] = [];
  const networks: { Id: string }[] = [];
  const engine = {
    listContainers: async () => [],
    listNetworks: async () => networks,
    removeNetwork: async (id: string) => void log.push(`remove ${id}`),
    inspectImage: async () => {
      throw new Error('no answer in time');
    },
  } as unknown as Engine;
  const source = { programPath: '/nowhere', assetsPath: '/nowhere', base: () => '' };
  return { gateway: new Gateway({ engine: () => engine, source, logger: silentLogger }), networks, log };
}

it('removes what appears after a start that failed', async () => {
  const { gateway, networks, log } = stalled();
  await expect(gateway.ensure()).rejects.toThrow();
  networks.push({ Id: 'late' });
  await gateway.removeLate();
  expect(log).toEqual(['remove late']);
});

it('leaves a network alone that others make while this gateway never failed to start', async () => {
  const { gateway, networks, log } = stalled();
  networks.push({ Id: 'of-others' });
  await gateway.removeLate();
  expect(log).toEqual([]);
});
