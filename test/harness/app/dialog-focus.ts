import type { BrowserContext, Page } from '@playwright/test';

interface Closed {
  name: string | null;
  /** What had the focus before. */
  opener: Element | null;
}

/** Runs in the page: writes an error to the console when a dialog that has closed leaves the keyboard nowhere. */
function watchDialogs(): void {
  const marked = window as typeof window & { watchesDialogs?: true };
  if (marked.watchesDialogs) return;
  marked.watchesDialogs = true;

  // A popover is no dialog that takes the keyboard.
  const anyDialog = ':is([role=dialog], [role=alertdialog]):not([data-radix-popper-content-wrapper] *)';
  const nameOf = (dialog: Element) =>
    document.getElementById(dialog.getAttribute('aria-labelledby') ?? '')?.textContent ??
    dialog.getAttribute('aria-label');
  const canHaveFocus = (element: Element) =>
    element.isConnected && element.checkVisibility() && !element.matches(':disabled');
  const describe = (element: Element | null) =>
    element
      ? `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent?.slice(0, 40)}`
      : 'nothing';

  let before: Element | null = null;
  let open: Closed | null = null;
  let byEscape = false;

  const problemOf = ({ name, opener }: Closed, escaped: boolean) => {
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body)
      return `The dialog "${name}" has closed and left the focus nowhere.`;
    if (!escaped || !opener || activeElement === opener || !canHaveFocus(opener)) return undefined;
    return `The dialog "${name}" gave the focus to ${describe(activeElement)} instead of ${describe(opener)}.`;
  };
  const check = (closed: Closed, escaped: boolean, until: number) => {
    if (document.querySelector(anyDialog)) return;
    const problem = problemOf(closed, escaped);
    if (problem === undefined) return;
    if (performance.now() < until) setTimeout(check, 50, closed, escaped, until);
    else console.error(problem);
  };
  const onFocus = ({ target }: FocusEvent) => {
    if (target instanceof Element && !target.closest(`${anyDialog}, [data-radix-focus-guard]`))
      before = target;
  };
  const onKey = ({ key }: KeyboardEvent) => {
    byEscape = key === 'Escape';
  };
  const onChange = () => {
    const dialog = document.querySelector(anyDialog);
    if (dialog && !open) {
      open = { name: nameOf(dialog), opener: before };
      byEscape = false;
    } else if (!dialog && open) {
      const closed = open;
      const escaped = byEscape;
      open = null;
      check(closed, escaped, performance.now() + 1_000);
    }
  };
  document.addEventListener('focusin', onFocus, true);
  document.addEventListener('keydown', onKey, true);
  document.addEventListener(
    'pointerdown',
    () => {
      byEscape = false;
    },
    true,
  );
  new MutationObserver(onChange).observe(document, { childList: true, subtree: true });
}

/** Has every dialog of a window, and of the pages that follow in it, give the focus back, or the test fails. */
export async function watchDialogFocus(context: BrowserContext, page: Page): Promise<void> {
  await context.addInitScript(watchDialogs);
  await page.evaluate(watchDialogs);
}
