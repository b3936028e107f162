import { create } from 'zustand';
import type { StreamHandle } from '../../electron/client/rpc-client.ts';
import type { AppError } from '../../electron/contract/error.ts';
import type { ThemeName } from '../ansi/palette.ts';
import { showFailure } from '../errors/error-steps.ts';
import { openStream } from '../ipc/engine-host.ts';
import { callShell } from '../ipc/shell.ts';
import { toAppError } from '../ipc/to-app-error.ts';
import { useStore } from '../store/store.ts';
import { showToast } from '../ui/overlays/toasts.tsx';
import { consoleName } from './console-name.ts';
import { ConsoleTerminal } from './console-terminal.ts';
import { type DropTarget, dropOnConsole, pasteFiles } from './input/drop.ts';
import { imageName } from './input/dropped-path.ts';
import { notice } from './notice.ts';
import type { ConsoleOwner } from './output/parsing-note.ts';
import { cleanPaste, needsConfirmation } from './paste.ts';
import { announceFromConsole } from './requests/announce.ts';
import { forgetCopy, offerCopy } from './requests/copy-offers.ts';
import type { CopyTarget } from './requests/copy-request.ts';

/** Bounds the memory of a window: each console holds up to 10,000 lines. */
const MAXIMUM_CONSOLES = 24;

export type ConsoleStatus =
  | { kind: 'open' }
  /** `exitCode` is null if the agent stopped or was removed while the console was open. */
  | { kind: 'ended'; exitCode: number | null }
  | { kind: 'failed'; error: AppError };

export interface ConsoleTab {
  id: number;
  agentId: string;
  /** Number within the agent: "Console 1", "Console 2"… */
  number: number;
  status: ConsoleStatus;
  /** Empty: the image's shell. */
  command: readonly string[];
}

interface ConsolesState {
  tabs: readonly ConsoleTab[];
  /** The console shown, by agent. */
  activeByAgent: Readonly<Record<string, number | undefined>>;
  /** Text that needs confirmation before it is pasted. */
  paste: { consoleId: number; text: string } | null;
  /** The console whose find bar is open. */
  findIn: number | null;
}

/** The consoles of all agents. Their terminals are outside the store and React, because they outlive every view. */
export const useConsoles = create<ConsolesState>()(() => ({
  tabs: [],
  activeByAgent: {},
  paste: null,
  findIn: null,
}));

interface Live {
  terminal: ConsoleTerminal;
  handle: StreamHandle<'console.open'> | undefined;
  /** Aborted when the console is closed. */
  closing: AbortController;
}

const live = new Map<number, Live>();
let nextId = 1;

export function terminalOf(id: number): ConsoleTerminal | undefined {
  return live.get(id)?.terminal;
}

export function consolesOf(tabs: readonly ConsoleTab[], agentId: string): ConsoleTab[] {
  return tabs.filter((tab) => tab.agentId === agentId);
}

/** Opens a console in an agent and selects it. */
export function openConsole(agentId: string, theme: ThemeName, command: readonly string[] = []): void {
  const { tabs, activeByAgent } = useConsoles.getState();
  if (tabs.length >= MAXIMUM_CONSOLES) {
    showToast({
      tone: 'warning',
      title: `${MAXIMUM_CONSOLES} consoles are open`,
      description: 'Close one to open another.',
    });
    return;
  }
  const id = nextId++;
  const number = Math.max(0, ...consolesOf(tabs, agentId).map((tab) => tab.number)) + 1;
  const closing = new AbortController();
  const target = { agentId, signal: closing.signal, paste: (text: string) => offerPaste(id, text) };
  const terminal = new ConsoleTerminal({
    theme,
    owner: () => ownerOf(id, agentId),
    events: {
      onInput: (bytes) => live.get(id)?.handle?.send({ type: 'data', bytes }),
      onResize: (size) => live.get(id)?.handle?.send({ type: 'resize', ...size }),
      onCopy: copy,
      onPasteRequest: (from) => void requestPaste(target, from),
      onDrop: (dropped) => dropOnConsole(dropped, target),
      onCopyRequest: (request) => offerCopy(id, request),
      onNotification: (request) => announceFromConsole(agentId, request, terminalOf(id)?.inSight === true),
      onFind: () => useConsoles.setState({ findIn: id }),
    },
  });
  live.set(id, { terminal, handle: undefined, closing });
  useConsoles.setState({
    tabs: [...tabs, { id, agentId, number, command, status: { kind: 'open' } }],
    activeByAgent: { ...activeByAgent, [agentId]: id },
  });
}

function ownerOf(id: number, agentId: string): ConsoleOwner {
  const tab = useConsoles.getState().tabs.find((each) => each.id === id);
  const agent = useStore.getState().agentsById[agentId]?.name ?? agentId;
  return { agent, console: tab ? consoleName(tab) : '' };
}

/** Starts the program of a new console. Call it once the terminal has its size. */
export function startIfNew(id: number): void {
  const tab = useConsoles.getState().tabs.find((each) => each.id === id);
  if (tab?.status.kind === 'open') start(id);
}

function start(id: number, command?: readonly string[]): void {
  const entry = live.get(id);
  const tab = useConsoles.getState().tabs.find((each) => each.id === id);
  if (!entry || !tab || entry.handle) return;
  const { terminal } = entry;
  const argv = command ?? tab.command;
  update(id, { status: { kind: 'open' }, command: argv });
  try {
    const handle = openStream(
      'console.open',
      { agentId: tab.agentId, ...terminal.size, command: [...argv] },
      {
        acknowledge: 'by-hand',
        onItem: (bytes) => {
          if (live.get(id) === entry) terminal.print(bytes, () => handle.acknowledge(bytes.length));
        },
      },
    );
    entry.handle = handle;
    handle.done.then(
      ({ exitCode }) => end(id, handle, { kind: 'ended', exitCode }),
      (thrown: unknown) => end(id, handle, { kind: 'failed', error: toAppError(thrown) }),
    );
  } catch (thrown) {
    update(id, { status: { kind: 'failed', error: toAppError(thrown) } });
  }
}

/** Restarts an ended console below its earlier output. */
export function restartConsole(id: number, command?: readonly string[]): void {
  const terminal = terminalOf(id);
  terminal?.leaveProgram();
  terminal?.print(notice('new console'));
  start(id, command);
  terminal?.focus();
}

/** Ends the console's program and forgets the console. */
export function closeConsole(id: number): void {
  const { tabs, activeByAgent, findIn } = useConsoles.getState();
  const tab = tabs.find((each) => each.id === id);
  if (!tab) return;
  const siblings = consolesOf(tabs, tab.agentId);
  const at = siblings.indexOf(tab);
  const next = siblings[at + 1] ?? siblings[at - 1];
  useConsoles.setState({
    tabs: tabs.filter((each) => each !== tab),
    activeByAgent:
      activeByAgent[tab.agentId] === id ? { ...activeByAgent, [tab.agentId]: next?.id } : activeByAgent,
    findIn: findIn === id ? null : findIn,
  });
  const entry = live.get(id);
  live.delete(id);
  entry?.closing.abort();
  entry?.handle?.close();
  entry?.terminal.dispose();
  forgetCopy(id);
}

export function showConsole(agentId: string, id: number): void {
  useConsoles.setState(({ activeByAgent }) => ({ activeByAgent: { ...activeByAgent, [agentId]: id } }));
}

/** Pastes a text. Asks first if a shell would run the text line by line. */
function offerPaste(id: number, text: string): void {
  const clean = cleanPaste(text);
  if (clean === '') return;
  if (needsConfirmation(clean)) useConsoles.setState({ paste: { consoleId: id, text: clean } });
  else terminalOf(id)?.paste(clean);
}

/** Pastes the clipboard's text, or the path of its image, which the agent gets as a file. */
async function requestPaste(target: DropTarget, from: CopyTarget): Promise<void> {
  try {
    const { text, image } = await callShell('clipboard.read', { from });
    if (image === null) return target.paste(text);
    await pasteFiles([{ file: new File([image], imageName(new Date())) }], target);
  } catch (thrown) {
    showFailure('The clipboard could not be read', thrown);
  }
}

function copy(text: string): void {
  callShell('clipboard.write', { text }).catch((thrown: unknown) =>
    showFailure('The selection could not be copied', thrown),
  );
}

function end(id: number, handle: StreamHandle<'console.open'>, status: ConsoleStatus): void {
  const entry = live.get(id);
  if (!entry || entry.handle !== handle) return;
  entry.handle = undefined;
  update(id, { status });
}

function update(id: number, change: Partial<ConsoleTab>): void {
  useConsoles.setState(({ tabs }) => ({
    tabs: tabs.map((tab) => (tab.id === id ? { ...tab, ...change } : tab)),
  }));
}

/** Closes the consoles of removed agents. Returns a function that stops this. */
export function followAgentsOfConsoles(): () => void {
  return useStore.subscribe(({ agentsById, agentIds }) => {
    if (agentIds === null) return;
    for (const { id, agentId } of useConsoles.getState().tabs) {
      if (!agentsById[agentId]) closeConsole(id);
    }
  });
}
