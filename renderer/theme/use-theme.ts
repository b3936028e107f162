import { useSyncExternalStore } from 'react';
import type { Theme } from '../../electron/contract/settings.ts';
import { selectTheme } from '../store/slices/app-slice.ts';
import { useStore } from '../store/store.ts';

const systemPrefersLight = window.matchMedia('(prefers-color-scheme: light)');

function subscribe(changed: () => void): () => void {
  systemPrefersLight.addEventListener('change', changed);
  return () => systemPrefersLight.removeEventListener('change', changed);
}

/** The theme in force: the person's choice, or the system's. */
export function useTheme(): Exclude<Theme, 'system'> {
  const chosen = useStore(selectTheme);
  const light = useSyncExternalStore(subscribe, () => systemPrefersLight.matches);
  if (chosen !== 'system') return chosen;
  return light ? 'light' : 'dark';
}
