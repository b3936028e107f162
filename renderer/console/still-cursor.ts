import type { Terminal } from '@xterm/xterm';

/** How long after it last drew something a terminal's cursor blinks again. */
const BLINKS_AFTER_MS = 500;

/**
 * Keeps the cursor from blinking while the terminal draws. Each drawing makes the cursor anew, and an animation that starts
 * costs the frame as much as the text does.
 */
export function stillCursor(terminal: Terminal): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  terminal.onRender(() => {
    terminal.element?.setAttribute('data-drawing', '');
    clearTimeout(timer);
    timer = setTimeout(() => terminal.element?.removeAttribute('data-drawing'), BLINKS_AFTER_MS);
  });
}
