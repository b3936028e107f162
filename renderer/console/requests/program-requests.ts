import type { IParser, Terminal } from '@xterm/xterm';
import type { KeyboardModes, Screen } from '../input/keyboard-modes.ts';
import { type CopyRequest, parseCopyRequest } from './copy-request.ts';
import { type NotificationRequest, parseOsc9, parseOsc777 } from './notification-request.ts';
import type { PromptMarks } from './prompt-marks.ts';

/** The part of xterm that this file uses; headless terminals have it too. */
export type RequestingTerminal = Pick<Terminal, 'input' | 'buffer'> & { readonly parser: IParser };

export interface RequestEvents {
  onCopyRequest: (request: CopyRequest) => void;
  onNotification: (request: NotificationRequest) => void;
}

/** Reads what programs ask of their terminal besides drawing; `docs/works-with.md` lists it, and what is ignored. */
export function readProgramRequests(
  terminal: RequestingTerminal,
  parts: { keyboard: KeyboardModes; prompts: Pick<PromptMarks, 'add'>; events: RequestEvents },
): void {
  const { keyboard, prompts, events } = parts;
  readKeyboardRequests(terminal, keyboard);
  const onOsc = (command: number, read: (data: string) => void) =>
    terminal.parser.registerOscHandler(command, (data) => {
      read(data);
      return true;
    });
  onOsc(52, (data) => {
    const request = parseCopyRequest(data);
    if (request) events.onCopyRequest(request);
  });
  const notify = (request: NotificationRequest | undefined) => {
    if (request) events.onNotification(request);
  };
  onOsc(9, (data) => notify(parseOsc9(data)));
  onOsc(777, (data) => notify(parseOsc777(data)));
  onOsc(133, (data) => {
    if (data === 'A' || data.startsWith('A;')) prompts.add();
  });
}

/** The kitty keyboard protocol (CSI u) and xterm's modifyOtherKeys (CSI m). */
function readKeyboardRequests(terminal: RequestingTerminal, keyboard: KeyboardModes): void {
  const screen = (): Screen => terminal.buffer.active.type;
  type Parameters = (number | number[])[];
  const number = (parameters: Parameters, index: number, otherwise: number) => {
    const value = parameters[index];
    return typeof value === 'number' && value > 0 ? value : otherwise;
  };
  const onCsi = (prefix: string, final: string, read: (parameters: Parameters) => void) =>
    terminal.parser.registerCsiHandler({ prefix, final }, (parameters) => {
      read(parameters);
      return true;
    });
  onCsi('>', 'u', (parameters) => keyboard.push(screen(), number(parameters, 0, 0)));
  onCsi('<', 'u', (parameters) => keyboard.pop(screen(), number(parameters, 0, 1)));
  onCsi('=', 'u', (parameters) => keyboard.set(screen(), number(parameters, 0, 0), number(parameters, 1, 1)));
  onCsi('?', 'u', () => terminal.input(`\u001b[?${keyboard.mode(screen()).kittyFlags}u`, false));
  onCsi('>', 'm', (parameters) => {
    // No parameter resets every resource of this kind, of which the app has this one.
    const resource = number(parameters, 0, 0);
    if (resource === 4 || resource === 0) keyboard.setOtherKeys(number(parameters, 1, 0));
  });
  // Resets of the whole terminal; xterm does the rest.
  const onReset = () => {
    keyboard.reset();
    return false;
  };
  terminal.parser.registerEscHandler({ final: 'c' }, onReset);
  terminal.parser.registerCsiHandler({ intermediates: '!', final: 'p' }, onReset);
}
