import { useState } from 'react';
import { clampPane, type PaneRange } from '../../ui/layout/pane-size.ts';

const STORAGE_KEY = 'sidebar-width-px';
const DEFAULT_PX = 264;

/** The sidebar's width, kept in the window's storage because a person would not look for it in the settings. */
export function useSidebarWidth(range: PaneRange): [number, (widthPx: number) => void] {
  const [widthPx, setWidthPx] = useState(() => {
    const stored = Number(localStorage.getItem(STORAGE_KEY));
    return clampPane(stored > 0 ? stored : DEFAULT_PX, range);
  });
  const change = (next: number) => {
    localStorage.setItem(STORAGE_KEY, String(next));
    setWidthPx(next);
  };
  return [widthPx, change];
}
