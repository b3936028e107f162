/** Enough for dialogs over dialogs, and openers that are gone. */
const REMEMBERED = 20;

/** What had the focus, the newest last. */
let trail: HTMLElement[] = [];

/** Remembers what has the focus. Returns a function that stops this. */
export function followFocus(): () => void {
  const onFocus = ({ target }: FocusEvent) => {
    if (!(target instanceof HTMLElement) || 'radixFocusGuard' in target.dataset) return;
    trail = [...trail.filter((each) => each !== target && each.isConnected), target].slice(-REMEMBERED);
  };
  document.addEventListener('focusin', onFocus);
  return () => document.removeEventListener('focusin', onFocus);
}

/**
 * Gives the focus back when a dialog has closed: to what had it last and still can have it, else to the selected tab.
 * For `onCloseAutoFocus`: Radix gives it only to a trigger, which dialogs that the store opens do not have.
 */
export function returnFocus(event: Event): void {
  event.preventDefault();
  const { activeElement } = document;
  // What the dialog led to has taken the focus already.
  if (activeElement !== null && activeElement !== document.body) return;
  const last = trail.findLast((each) => canHaveFocus(each));
  const target = last ?? document.querySelector<HTMLElement>('[role=tab][aria-selected=true]');
  target?.focus({ preventScroll: true });
}

/** A tab selects itself when it gets the focus, so only the selected one can have it. */
function canHaveFocus(element: HTMLElement): boolean {
  const isOther = element.matches(':disabled, [role=tab][aria-selected=false]');
  return element.isConnected && !isOther && element.checkVisibility();
}
