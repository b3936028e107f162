import { ENGINE_PORT_CHANNEL, type ShellBridge } from '../../electron/contract/bridge.ts';
import type { Port } from '../../electron/lib/port.ts';
import { toPort } from './message-port.ts';

/** A port that the window has; `closed` reports that its other end has closed, where it cannot tell by itself. */
export type HostPort = Port & { closed(): void };

/** How the window reaches Electron's main process and the engine host, or the host that serves a browser. */
export interface Transport extends ShellBridge {
  readonly kind: 'app' | 'browser';
  /** Receives each port to the engine host that `engine-host.connect` asked for. */
  onPort(listener: (port: HostPort) => void): void;
  /** The engine host has written the file of this save place. A browser downloads it. */
  fileSaved(place: { token: string; path: string }): void;
  /** Ends the browser's session; absent in the app. */
  signOut?(): Promise<void>;
}

let current: Transport | undefined;

/** Replaces Electron's transport. Called once, before anything else uses one. */
export function setTransport(transport: Transport): void {
  current = transport;
}

export function transport(): Transport {
  current ??= appTransport(window.bulkhead);
  return current;
}

/** Whether the window is a page in a browser, which lacks what only Electron can do. */
export function isBrowser(): boolean {
  return current?.kind === 'browser';
}

function appTransport(bridge: ShellBridge): Transport {
  return {
    kind: 'app',
    invoke: bridge.invoke,
    onEvent: bridge.onEvent,
    pathOf: bridge.pathOf,
    onPort: (listener) => {
      window.addEventListener('message', (event: MessageEvent<unknown>) => {
        const port = event.ports[0];
        if (event.source === window && event.data === ENGINE_PORT_CHANNEL && port) listener(toPort(port));
      });
    },
    fileSaved: () => undefined,
  };
}
