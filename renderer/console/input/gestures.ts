import type { CopyTarget } from '../requests/copy-request.ts';

export interface Gestures {
  /** Called when a person asks to paste. The listener reads the clipboard. */
  onPasteRequest: (from: CopyTarget) => void;
  /** Called with what a person has dropped. Returns false to leave it to the window. */
  onDrop: (dropped: DataTransfer) => boolean;
  onMenu: () => void;
  /** Called when Ctrl+V is the program's own key. */
  onProgramKey: (bytes: string) => void;
  /** Whether the program gets the mouse, so that a click is not the app's. Shift gives the mouse to the person. */
  programHasMouse: () => boolean;
}

/** Linux keeps what was selected last for the middle mouse button. */
const hasPrimarySelection = navigator.platform.startsWith('Linux');

/** What Ctrl+V sends. */
const CTRL_V = '\u0016';

/**
 * Whether the browser may paste after this key. Ctrl+V belongs to the program, which cannot see the person's clipboard: an
 * image in it is pasted for the program. On macOS the browser pastes after ⌘V alone.
 */
export function asksForImage({ key, ctrlKey, shiftKey, altKey, metaKey }: KeyboardEvent): boolean {
  const isCtrlV = key.toLowerCase() === 'v' && ctrlKey && !shiftKey && !altKey && !metaKey;
  return isCtrlV && !navigator.platform.startsWith('Mac');
}

function holdsImageAlone(pasted: DataTransfer | null): boolean {
  const kinds = [...(pasted?.items ?? [])].map(({ kind, type }) => ({ kind, type }));
  return (
    kinds.some(({ kind, type }) => kind === 'file' && type.startsWith('image/')) &&
    !kinds.some(({ kind, type }) => kind === 'string' && type === 'text/plain')
  );
}

/** Listens for what a person does to a terminal besides typing. The listeners live as long as the element. */
export function listenForGestures(element: HTMLElement, gestures: Gestures): void {
  /** Chromium pastes into xterm's input field after a middle click; that paste is handled here. */
  let afterMiddleClick = false;
  const consume = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  /** Set from Ctrl+V on until the browser has pasted. */
  let ctrlV: ReturnType<typeof setTimeout> | undefined;
  const sendCtrlV = () => {
    ctrlV = undefined;
    gestures.onProgramKey(CTRL_V);
  };
  element.addEventListener(
    'keydown',
    (event) => {
      afterMiddleClick = false;
      // The browser pastes before the next task; one that does not leaves the key to the program.
      if (asksForImage(event)) ctrlV = setTimeout(sendCtrlV);
    },
    true,
  );
  element.addEventListener('mousedown', (event) => (afterMiddleClick = event.button === 1), true);
  // The browser's own paste needs the person's confirmation too.
  element.addEventListener(
    'paste',
    (event) => {
      consume(event);
      const isCtrlV = ctrlV !== undefined;
      clearTimeout(ctrlV);
      ctrlV = undefined;
      if (isCtrlV && !holdsImageAlone(event.clipboardData)) gestures.onProgramKey(CTRL_V);
      else if (!afterMiddleClick) gestures.onPasteRequest('clipboard');
    },
    true,
  );
  const isForProgram = ({ shiftKey }: MouseEvent) => gestures.programHasMouse() && !shiftKey;
  element.addEventListener('auxclick', (event) => {
    if (event.button !== 1 || !hasPrimarySelection || isForProgram(event)) return;
    event.preventDefault();
    gestures.onPasteRequest('selection');
  });
  element.addEventListener('contextmenu', (event) => {
    consume(event);
    // The menu key is none of the mouse's.
    if (event.button !== 2 || !isForProgram(event)) gestures.onMenu();
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
