import { Emitter } from '../lib/emitter.ts';
import type { Port } from '../lib/port.ts';

/**
 * Creates two connected ports within one process. Messages arrive in order, in a later turn. They are not copied, so
 * the sender must not change them.
 */
export function portPair(): [Port, Port] {
  const closed = new Emitter<void>();
  let isClosed = false;
  const close = () => {
    if (isClosed) return;
    isClosed = true;
    closed.emit();
  };
  const receivers: [((message: unknown) => void)?, ((message: unknown) => void)?] = [];
  const end = (own: 0 | 1, other: 0 | 1): Port => ({
    post: (message) => {
      queueMicrotask(() => {
        if (!isClosed) receivers[other]?.(message);
      });
    },
    onMessage: (listener) => {
      receivers[own] = listener;
    },
    onClose: (listener) => void closed.on(listener),
    close,
  });
  return [end(0, 1), end(1, 0)];
}
