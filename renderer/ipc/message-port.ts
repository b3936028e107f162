import { Emitter } from '../../electron/lib/emitter.ts';
import type { Port } from '../../electron/lib/port.ts';

/** A browser MessagePort as the contract's Port. The port reports no close of the other end, so main reports it. */
export function toPort(port: MessagePort): Port & { closed(): void } {
  const closed = new Emitter<void>();
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.onmessage = (event: MessageEvent<unknown>) => listener(event.data);
    },
    onClose: (listener) => void closed.on(listener),
    close: () => port.close(),
    closed: () => closed.emit(),
  };
}
