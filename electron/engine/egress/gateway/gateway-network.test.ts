import { expect, it } from 'vitest';
import { AppFailure } from '../../../contract/error.ts';
import type { NetworkInspect } from '../../docker/api.ts';
import { ensureGatewayNetwork } from './gateway-network.ts';

const { signal } = new AbortController();

/** An engine with networks of these ids; returns the ids after the work. */
async function idsAfter(ids: string[], failure?: AppFailure): Promise<string[]> {
  const present = new Set(ids);
  await ensureGatewayNetwork(
    {
      listNetworks: async () => [...present].map((Id) => ({ Id }) as NetworkInspect),
      removeNetwork: async (id) => void present.delete(id),
      createNetwork: async () => {
        if (failure) throw failure;
        present.add('new');
        return 'new';
      },
    },
    signal,
  );
  return [...present];
}

it.each([
  ['makes the network', [], ['new']],
  ['takes the one that is there', ['a'], ['a']],
  ['keeps one of two that a stalled engine made', ['b', 'a'], ['a']],
])('%s', async (_, before, after) => {
  expect(await idsAfter(before)).toEqual(after);
});

it('takes the one that another app made in between, and no other failure', async () => {
  await idsAfter([], new AppFailure({ type: 'name-taken', message: 'There is one.' }));
  const failure = new AppFailure({ type: 'engine-unreachable', message: 'Gone.' });
  await expect(idsAfter([], failure)).rejects.toThrow('Gone.');
});
