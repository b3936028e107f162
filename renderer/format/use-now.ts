import { useEffect, useReducer } from 'react';
import { onTick } from './ticker.ts';

/** The present time in epoch ms, updated every `everyMs`. */
export function useNow(everyMs: number): number {
  const [, draw] = useReducer((ticks: number) => ticks + 1, 0);
  useEffect(() => onTick(everyMs, draw), [everyMs]);
  return Date.now();
}
