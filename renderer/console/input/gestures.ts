import type { CopyTarget } from '../requests/copy-request.ts';

export interface Gestures {
  /** Called when a person asks to paste. The listener reads the clipboard. */
  onPasteRequest: (from: CopyTarget) => void;
  /** Called with what a person has dropped. Returns false to leave it to the window. */
  onDrop: (dropped: DataTransfer) => boolean;
  onMenu: () => void;
  /** Whether the program gets the mouse, so that a click is not the app's. Shift gives the mouse to the person. */
  programHasMouse: () => boolean;
}

/** Linux keeps what was selected last for the middle mouse button. */
const hasPrimarySelection = navigator.platform.startsWith('Linux');

/** Listens for what a person does to a terminal besides typing. The listeners live as long as the element. */
export function listenForGestures(element: HTMLElement, gestures: Gestures): void {
  /** Chromium pastes into xterm's input field after a middle click; that paste is handled here. */
  let afterMiddleClick = false;
  const consume = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  element.addEventListener('keydown', () => (afterMiddleClick = false), true);
  element.addEventListener('mousedown', (event) => (afterMiddleClick = event.button === 1), true);
  // The browser's own paste needs the person's confirmation too.
  element.addEventListener(
    'paste',
    (event) => {
      consume(event);
      if (!afterMiddleClick) gestures.onPasteRequest('clipboard');
    },
    true,
  );
  element.addEventListener('auxclick', (event) => {
    if (event.button !== 1 || !hasPrimarySelection) return;
    if (gestures.programHasMouse() && !event.shiftKey) return;
    event.preventDefault();
    gestures.onPasteRequest('selection');
  });
  element.addEventListener('contextmenu', (event) => {
    consume(event);
    gestures.onMenu();
  });
  element.addEventListener('dragover', (event) => {
    const types = event.dataTransfer?.types ?? [];
    if (!types.includes('Files') && !types.includes('text/plain')) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
  });
  element.addEventListener('drop', (event) => {
    if (event.dataTransfer && gestures.onDrop(event.dataTransfer)) consume(event);
  });
}
