import type { IncomingMessage, Server } from 'node:http';

export function createCompanyProxy(options: {
  addressOf(name: string): string | undefined;
  /** A status refuses the request. */
  onAsked(incoming: IncomingMessage): number | undefined;
}): Server;
