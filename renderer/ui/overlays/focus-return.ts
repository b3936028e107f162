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
 * For `onCloseAutoFocus`: Radix gives the focus only to a trigger, which dialogs that the store opens do not have. What
 * the dialog led to may have taken the focus already.
 */
export function returnFocus(event: Event): void {
  event.preventDefault();
  giveFocusBack();
}

/** Gives a lost focus back: to what had it last and still can have it, else to the view. */
export function giveFocusBack(): void {
  if (!isFocusLost()) return;
  const last = trail.findLast((each) => canHaveFocus(each));
  if (last) last.focus({ preventScroll: true });
  else focusView();
}

/** Gives the focus to the view if what had it is gone, so that the next Tab does not begin at the top of the window. */
export function keepFocusInView(): void {
  if (isFocusLost()) focusView();
}

/** Whether what had the focus is gone. */
export function isFocusLost(): boolean {
  const { activeElement } = document;
  return activeElement === null || activeElement === document.body;
}

function focusView(): void {
  const find = (selector: string) => document.querySelector<HTMLElement>(selector);
  const view = find('[role=tab][aria-selected=true]') ?? find('main');
  view?.focus({ preventScroll: true });
}

/** A tab selects itself when it gets the focus, so only the selected one can have it. */
function canHaveFocus(element: HTMLElement): boolean {
  const isOther = element.matches(':disabled, [role=tab][aria-selected=false]');
  return element.isConnected && !isOther && element.checkVisibility();
}
