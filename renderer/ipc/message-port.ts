import type { Port } from '../../electron/lib/port.ts';

/** A browser MessagePort as the contract's Port. The engine host's end announces its closing by going silent, so main tells us. */
export function toPort(port: MessagePort): Port & { closed(): void } {
  const onClose = new Set<() => void>();
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.onmessage = (event: MessageEvent<unknown>) => listener(event.data);
    },
    onClose: (listener) => void onClose.add(listener),
    close: () => port.close(),
    closed: () => {
      for (const listener of onClose) listener();
    },
  };
}
