import type { Agents } from './agents-slice.ts';
import type { SetSlice, SliceStore } from './slice.ts';
import type { WindowSlice } from './window-slice.ts';

export interface WelcomeSlice {
  /** Whether this window shows the welcome of the app's first start. */
  welcoming: boolean;
  setWelcoming(welcoming: boolean): void;
}

export const createWelcomeSlice = (set: SetSlice<WelcomeSlice>): WelcomeSlice => ({
  welcoming: false,
  setWelcoming: (welcoming) => set(() => ({ welcoming })),
});

export const selectWelcoming = ({ welcoming }: WelcomeSlice): boolean => welcoming;

type Watched = WelcomeSlice & Pick<WindowSlice, 'dialog' | 'paletteOpen'> & Pick<Agents, 'agentIds'>;

const knowsTheWay = ({ dialog, paletteOpen, agentIds }: Watched) =>
  dialog !== null || paletteOpen || (agentIds !== null && agentIds.length > 0);

/** Shows the welcome until the person opens anything or dismisses it, or an agent exists. */
export function startWelcome(store: SliceStore<Watched>): void {
  if (knowsTheWay(store.getState())) return;
  store.getState().setWelcoming(true);
  const stop = store.subscribe((state) => {
    if (state.welcoming && !knowsTheWay(state)) return;
    stop();
    state.setWelcoming(false);
  });
}
