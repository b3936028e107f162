import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import type { IssuedTokens } from '../../../scripts/engine/internet/oauth-server.mjs';
import { addresses } from '../../../scripts/engine/internet/zone.mjs';
import { testEngine } from './engine.ts';
import { restoreAuthorities } from './machine-authorities.ts';

/** A request that reached the test world's internet. The kind determines which members are present. */
export interface Arrival {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly kind: 'dns' | 'http' | 'https' | 'websocket' | 'tcp' | 'udp' | 'outside' | 'proxy';
  readonly name?: string;
  readonly type?: string;
  readonly method?: string;
  readonly host?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
  readonly body?: string;
  readonly serverName?: string;
  readonly port?: number;
  readonly from?: string;
  readonly to?: string;
  readonly bytes?: number;
}

export { addresses };

/** Everything that arrived since the start or {@link forgetArrivals}, oldest first. */
export async function arrivals(): Promise<Arrival[]> {
  return JSON.parse(await control('GET', '/records')) as Arrival[];
}

export async function forgetArrivals(): Promise<void> {
  await control('DELETE', '/records');
}

/** Sets the names that resolve, with their addresses; replaces earlier ones. A test ends with `{}`. */
export async function setNames(names: Record<string, string[]>): Promise<void> {
  await control('PUT', '/names', JSON.stringify(names));
}

/**
 * Shuts the company's firewall but for these ports; null opens it. Behind it, names resolve only at the proxy, which
 * listens on port 3128 of every address. A test ends with null.
 */
export async function shutFirewall(openPorts: readonly number[] | null): Promise<void> {
  await control('PUT', '/firewall', JSON.stringify(openPorts));
}

/**
 * Lets builds reach these real hosts, which the test world otherwise blocks, and trust a proxy on the way to them. A test
 * ends with `[]`.
 */
export async function openOutside(hosts: readonly string[]): Promise<void> {
  if (hosts.length > 0) restoreAuthorities();
  await control('PUT', '/outside', JSON.stringify(hosts));
}

/** Tokens of the test world's authorisation server, as a sign-in by hand gives them. */
export async function signIn(): Promise<IssuedTokens> {
  return JSON.parse(await control('POST', '/sign-in')) as IssuedTokens;
}

/** Agrees on the page of a sign-in, as a person in a browser does. Resolves to the address that the page leads back to. */
export async function approveSignIn(page: string): Promise<string> {
  return await control('POST', '/approve', page);
}

/** The certificate (PEM) of the authority that signed every server of the test world. */
export function testAuthority(): string {
  return readFileSync(join(folder(), 'ca.crt'), 'utf8');
}

function folder(): string {
  const { internet } = testEngine();
  if (!internet) throw new Error('this engine is not a private one: it has the real internet');
  return internet;
}

function control(method: string, path: string, body = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { socketPath: join(folder(), 'control.sock'), method, path, timeout: 5_000 },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () =>
          response.statusCode === 200
            ? resolve(text)
            : reject(new Error(`${method} ${path}: ${response.statusCode}`)),
        );
      },
    );
    sent.on('timeout', () => sent.destroy(new Error(`${method} ${path}: no answer in 5 s`)));
    sent.on('error', reject);
    sent.end(body);
  });
}
