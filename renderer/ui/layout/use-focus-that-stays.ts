import { type FocusEvent, useEffect, useRef } from 'react';

/**
 * Moves the focus on when a card goes with the button that has it: to the next card by `focusNext`, which returns false
 * when there is none, and after the last one back to where it came from. Returns properties of the element with the
 * cards.
 */
export function useFocusThatStays(count: number, focusNext: () => boolean) {
  const inside = useRef(false);
  const before = useRef<HTMLElement | null>(null);
  useEffect(() => {
    if (!inside.current || (document.activeElement && document.activeElement !== document.body)) return;
    if (count > 0 && focusNext()) return;
    inside.current = false;
    if (before.current?.isConnected) before.current.focus();
    else document.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus();
  }, [count, focusNext]);
  return {
    onFocus: ({ relatedTarget }: FocusEvent) => {
      if (!inside.current) before.current = relatedTarget instanceof HTMLElement ? relatedTarget : null;
      inside.current = true;
    },
    onBlur: ({ currentTarget, relatedTarget }: FocusEvent) => {
      if (relatedTarget !== null && !currentTarget.contains(relatedTarget)) inside.current = false;
    },
  };
}
