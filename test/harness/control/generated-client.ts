import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { generateSource } from 'oazapfts';
import type { Scope } from '../../../electron/lib/scope.ts';

const root = join(import.meta.dirname, '../../..');
const DOCUMENT = join(root, 'docs/openapi.json');

/** A call of the generated client. */
type Call = (...args: unknown[]) => Promise<{ status: number; data: unknown }>;

/** The client that a generator makes of `docs/openapi.json`, in a folder of its own below the checkout. */
export async function generateClient(scope: Scope): Promise<string> {
  // Below the checkout, so that the client finds the generator's runtime.
  const parent = join(root, 'test-results');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'generated-client-'));
  scope.add(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'client.ts'), await generateSource(DOCUMENT));
  return folder;
}

/** Loads the client for a server. */
export async function loadClient(
  folder: string,
  { baseUrl, token }: { baseUrl: string; token: string },
): Promise<Record<string, Call>> {
  const client = await import(/* @vite-ignore */ pathToFileURL(join(folder, 'client.ts')).href);
  client.defaults.baseUrl = baseUrl;
  client.defaults.headers = { Authorization: `Bearer ${token}` };
  return client;
}
