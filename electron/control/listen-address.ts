import { isIP } from 'node:net';
import { AppFailure } from '../contract/error.ts';

/** An address of this machine. */
export interface ListenAddress {
  host: string;
  port: number;
}

interface AddressOption {
  /** The option, for the message. */
  field: string;
  /** A port, as an example. */
  examplePort: number;
  /** What other addresses than the loopback need; undefined when it is there. */
  missing: string | undefined;
}

/**
 * Reads an address of this machine: a port of the loopback, or an address with a port (`127.0.0.1:3200`,
 * `localhost:3200`, `[::1]:3200`). Throws `invalid-input` for an address that other machines reach without what that
 * needs.
 */
export function parseListenAddress(
  text: string,
  { field, examplePort, missing }: AddressOption,
): ListenAddress {
  const match = /^(?:(\[[0-9a-f:.]+\]|[^:[\]]+):)?(\d{1,5})$/i.exec(text.trim());
  const name = (match?.[1] ?? '127.0.0.1').replace(/^\[|\]$/g, '');
  const host = name === 'localhost' ? '127.0.0.1' : name;
  const port = Number(match?.[2] ?? -1);
  if (!match || port > 65_535 || isIP(host) === 0)
    throw invalid(field, `“${text}” is no port and no address such as 127.0.0.1:${examplePort}.`);
  if (missing !== undefined && !isLoopback(host)) {
    throw invalid(
      field,
      `${text} can be reached from other machines, so give ${missing}. Without them, use 127.0.0.1 and a tunnel of SSH.`,
    );
  }
  return { host, port };
}

const isLoopback = (host: string) => host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

function invalid(field: string, message: string): AppFailure {
  return new AppFailure({ type: 'invalid-input', field, message });
}
