import { PROGRAM_ONLY } from '../contract/program-only.ts';
import type { Port } from '../lib/port.ts';

/** The port of a window, whose page may be compromised: what only the person's programs may call is refused. */
export function windowPort(port: Port): Port {
  return {
    ...port,
    onMessage: (listener) =>
      port.onMessage((message) => {
        const refused = refusedCall(message);
        if (refused === undefined) return listener(message);
        port.post({
          t: 'fail',
          id: refused,
          error: { type: 'not-allowed', message: 'A window may not do this.', actions: [] },
        });
      }),
  };
}

/** The number of a refused call or stream; undefined for a message that may pass. */
function refusedCall(message: unknown): unknown {
  if (typeof message !== 'object' || message === null) return undefined;
  const { t, id, name } = message as Record<string, unknown>;
  const isRefused = (t === 'call' || t === 'open') && typeof name === 'string' && PROGRAM_ONLY.has(name);
  return isRefused ? id : undefined;
}
