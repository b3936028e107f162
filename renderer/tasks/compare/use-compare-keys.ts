import { type RefObject, useEffect, useRef } from 'react';
import { type CompareAct, compareAct } from './compare-keys.ts';

/** Where a key types, chooses or belongs to a dialog. */
const OWN_KEYS = 'input:not([type=checkbox]), textarea, select, [contenteditable="true"], [role=separator]';

/** Listens for the keys of the comparison while its view has the focus, or nothing has. */
export function useCompareKeys(root: RefObject<HTMLElement | null>, onAct: (act: CompareAct) => void): void {
  const latest = useRef(onAct);
  useEffect(() => {
    latest.current = onAct;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { target } = event;
      if (event.defaultPrevented || !(target instanceof Element)) return;
      // A dialog is no part of the view, though it may be open above it.
      if (target !== document.body && !root.current?.contains(target)) return;
      if (target.closest(OWN_KEYS)) return;
      const act = compareAct(event, target.closest('[data-selectable]') !== null);
      // A key that is held goes on through the list, and decides once.
      if (!act || (event.repeat && !act.kind.startsWith('step-'))) return;
      event.preventDefault();
      latest.current(act);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [root]);
}
