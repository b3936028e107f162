import { beforeEach, expect, it, vi } from 'vitest';
import { listenForGestures } from './gestures.ts';

vi.hoisted(() => vi.stubGlobal('navigator', { platform: 'Linux x86_64' }));

const calls: string[] = [];
let hasMouse = false;
let element: HTMLElement;
beforeEach(() => {
  calls.length = 0;
  hasMouse = false;
  element = new EventTarget() as HTMLElement;
  listenForGestures(element, {
    onPasteRequest: (from) => calls.push(`paste ${from}`),
    onDrop: () => true,
    onMenu: () => calls.push('menu'),
    onProgramKey: (bytes) => calls.push(`key ${JSON.stringify(bytes)}`),
    programHasMouse: () => hasMouse,
  });
});

const send = (name: string, more: object) =>
  element.dispatchEvent(Object.assign(new Event(name, { cancelable: true }), more));
const none = { ctrlKey: false, shiftKey: false, altKey: false, metaKey: false };
const pressCtrlV = () => send('keydown', { ...none, key: 'v', ctrlKey: true });
const paste = (...items: object[]) => send('paste', { clipboardData: { items } });
const image = { kind: 'file', type: 'image/png' };
const text = { kind: 'string', type: 'text/plain' };

it('pastes an image after Ctrl+V, and leaves the key to the program otherwise', () => {
  pressCtrlV();
  paste({ kind: 'string', type: 'text/html' }, image);
  pressCtrlV();
  paste(text, image);
  pressCtrlV();
  paste();
  expect(calls).toEqual(['paste clipboard', 'key "\\u0016"', 'key "\\u0016"']);
});

it('leaves Ctrl+V to the program where the browser does not paste', async () => {
  pressCtrlV();
  await vi.waitFor(() => expect(calls).toEqual(['key "\\u0016"']));
});

it('asks for every other paste of the browser', () => {
  send('keydown', { ...none, key: 'v', metaKey: true });
  paste(text);
  expect(calls).toEqual(['paste clipboard']);
});

it('leaves the right mouse button to a program that has the mouse, unless Shift is held', () => {
  const click = { button: 2, shiftKey: false };
  send('contextmenu', click);
  hasMouse = true;
  send('contextmenu', click);
  expect(calls).toEqual(['menu']);
  send('contextmenu', { ...click, shiftKey: true });
  send('contextmenu', { button: 0, shiftKey: false });
  expect(calls).toEqual(['menu', 'menu', 'menu']);
});
