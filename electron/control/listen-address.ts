import { isIP } from 'node:net';
import { AppFailure } from '../contract/error.ts';

/** A loopback address. */
export interface ListenAddress {
  host: '127.0.0.1' | '::1';
  port: number;
}

/**
 * Reads `--listen`: a port, or an address of the loopback with a port (`127.0.0.1:3200`, `localhost:3200`,
 * `[::1]:3200`). Throws `invalid-input` for any other address: a token in plain text must not cross a network.
 */
export function parseListenAddress(text: string): ListenAddress {
  const match = /^(?:(localhost|127\.0\.0\.1|\[::1\]):)?(\d{1,5})$/.exec(text.trim());
  const port = Number(match?.[2] ?? -1);
  if (match && port <= 65_535) return { host: match[1] === '[::1]' ? '::1' : '127.0.0.1', port };
  const host = text.slice(0, text.lastIndexOf(':')).replace(/^\[|\]$/g, '');
  throw new AppFailure({
    type: 'invalid-input',
    field: 'listen',
    message:
      isIP(host) > 0 || /^[a-z0-9.-]+$/i.test(host)
        ? `${text} can be reached from other machines, and the API listens on this machine alone. Use 127.0.0.1, and a tunnel of SSH from elsewhere.`
        : `“${text}” is no port and no address such as 127.0.0.1:3200.`,
  });
}
