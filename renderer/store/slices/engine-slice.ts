import type { EngineFacts, EngineState } from '../../../electron/contract/engine.ts';
import type { SetSlice, SliceClient, SliceStore } from './slice.ts';

export interface EngineSlice {
  engine: EngineState;
  setEngine(engine: EngineState): void;
}

export const createEngineSlice = (set: SetSlice<EngineSlice>): EngineSlice => ({
  engine: { status: 'connecting' },
  setEngine: (engine) => set(() => ({ engine })),
});

export const selectEngine = ({ engine }: EngineSlice): EngineState => engine;
export const selectConnected = ({ engine }: EngineSlice): boolean => engine.status === 'connected';
export const selectEngineFacts = ({ engine }: EngineSlice): EngineFacts | undefined =>
  engine.status === 'connected' ? engine.facts : undefined;

export async function loadEngine(client: SliceClient, store: SliceStore<EngineSlice>): Promise<void> {
  store.getState().setEngine(await client.call('engine.state', {}));
}

/** `onConnected` runs whenever the engine answers after a time without one. */
export function followEngine(
  client: SliceClient,
  store: SliceStore<EngineSlice>,
  onConnected: () => void,
): () => void {
  return client.on('engine.changed', (engine) => {
    const connected = engine.status === 'connected' && !selectConnected(store.getState());
    store.getState().setEngine(engine);
    if (connected) onConnected();
  });
}
