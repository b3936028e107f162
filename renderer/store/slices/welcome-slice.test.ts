import { beforeEach, expect, it } from 'vitest';
import { sampleAgent } from '../../../electron/contract/agent.fixture.ts';
import { useStore } from '../store.ts';
import { selectWelcoming, startWelcome } from './welcome-slice.ts';

const welcoming = () => selectWelcoming(useStore.getState());

beforeEach(() => {
  useStore.setState(useStore.getInitialState(), true);
  startWelcome(useStore);
});

it('welcomes while there is no agent', () => {
  useStore.getState().setAgentList({ sequence: 1, agents: [] });
  expect(welcoming()).toBe(true);
});

it.each<[string, () => void]>([
  ['a dialog', () => useStore.getState().setDialog({ kind: 'settings' })],
  ['the palette', () => useStore.getState().setPaletteOpen(true)],
  [
    'an agent',
    () => useStore.getState().setAgentList({ sequence: 1, agents: [sampleAgent({ id: 'a', name: 'a' })] }),
  ],
  ['its dismissal', () => useStore.getState().setWelcoming(false)],
])('%s ends the welcome for good', (_what, happens) => {
  happens();
  expect(welcoming()).toBe(false);
  useStore.getState().setDialog(null);
  useStore.getState().setPaletteOpen(false);
  useStore.getState().setAgentList({ sequence: 2, agents: [] });
  expect(welcoming()).toBe(false);
});

it('does not begin over an open dialog', () => {
  useStore.setState(useStore.getInitialState(), true);
  useStore.getState().setDialog({ kind: 'settings' });
  startWelcome(useStore);
  expect(welcoming()).toBe(false);
});
