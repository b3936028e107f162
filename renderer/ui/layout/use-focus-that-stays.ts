import { type FocusEvent, useEffect, useRef } from 'react';
import { giveFocusBack, isFocusLost } from '../overlays/focus-return.ts';

/**
 * Moves the focus on when a card goes with the button that has it: to the next card by `focusNext`, which returns false
 * when there is none, and after the last one back to where it came from. Returns properties of the element with the
 * cards.
 */
export function useFocusThatStays(count: number, focusNext: () => boolean) {
  const inside = useRef(false);
  useEffect(() => {
    if (!inside.current || !isFocusLost()) return;
    if (count > 0 && focusNext()) return;
    inside.current = false;
    giveFocusBack();
  }, [count, focusNext]);
  return {
    onFocus: () => {
      inside.current = true;
    },
    onBlur: ({ currentTarget, relatedTarget }: FocusEvent) => {
      if (relatedTarget !== null && !currentTarget.contains(relatedTarget)) inside.current = false;
    },
  };
}
