import type { IncomingMessage } from 'node:http';
import { bearerOf } from './http/bearer.ts';
import type { AllowedHosts } from './http/guard.ts';
import type { Entrance } from './http/http-door.ts';
import { HttpRefusal } from './http/problem.ts';
import type { TokenStore } from './tokens.ts';

/** Identifies requests over TCP by their bearer token. */
export function tcpEntrance(tokens: TokenStore, hosts: AllowedHosts): Entrance {
  return {
    hosts,
    identify: async ({ headers }: IncomingMessage) => {
      const value = bearerOf(headers);
      const token = value === undefined ? undefined : await tokens.find(value);
      if (!token) {
        throw new HttpRefusal(401, 'Send a valid token, with “Authorization: Bearer …”.', {
          'www-authenticate': 'Bearer realm="bulkhead"',
        });
      }
      return { name: `token:${token.name}`, scope: token.scope, roots: token.roots };
    },
  };
}
