import type { PublishedPort } from '../../../electron/contract/ports.ts';
import type { SetSlice, SliceClient, SliceStore } from './slice.ts';

export interface PortsSlice {
  /** Published ports by agent; an agent whose page was never shown may be missing. */
  portsById: Readonly<Record<string, PublishedPort[]>>;
  setPorts(agentId: string, ports: PublishedPort[]): void;
}

export const createPortsSlice = (set: SetSlice<PortsSlice>): PortsSlice => ({
  portsById: {},
  setPorts: (agentId, ports) => set(({ portsById }) => ({ portsById: { ...portsById, [agentId]: ports } })),
});

export function followPorts(client: SliceClient, store: SliceStore<PortsSlice>): () => void {
  return client.on('ports.changed', ({ agentId, ports }) => store.getState().setPorts(agentId, ports));
}
