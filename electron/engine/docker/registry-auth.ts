import { join } from 'node:path';
import { z } from 'zod';
import { dockerConfigFolder } from './contexts.ts';
import { type RunHelper, runCredentialHelper } from './credential-helper.ts';
import type { HostEnvironment } from './host-environment.ts';
import type { FindRegistryAuth } from './images.ts';

/** Docker's config file stores the credentials for Docker Hub under this address. */
const DOCKER_HUB = 'https://index.docker.io/v1/';

/** The parts of Docker's config.json that hold credentials or name their helpers. */
const credentialConfig = z.object({
  auths: z
    .record(
      z.string(),
      z
        .object({
          auth: z.string().exactOptional(),
          identitytoken: z.string().exactOptional(),
          username: z.string().exactOptional(),
          password: z.string().exactOptional(),
        })
        .nullable(),
    )
    .exactOptional(),
  credHelpers: z.record(z.string(), z.string()).exactOptional(),
  credsStore: z.string().exactOptional(),
});
export type CredentialConfig = z.infer<typeof credentialConfig>;

export interface RegistryCredentials {
  username?: string;
  password?: string;
  identitytoken?: string;
}

/** The name under which Docker's config file stores a registry. */
function registryAddress(registry: string): string {
  return registry === 'docker.io' ? DOCKER_HUB : registry;
}

/** `https://host/v1/` and `host` are the same registry. */
function hostOf(address: string): string {
  return address.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}

/** The helper responsible for an address, if any. A registry's own one comes before the general store. */
export function helperFor(config: CredentialConfig, address: string): string | undefined {
  const own = Object.entries(config.credHelpers ?? {}).find(([key]) => hostOf(key) === hostOf(address));
  return own?.[1] ?? config.credsStore;
}

/** Credentials in the file itself, base64 of `user:password`. */
export function storedCredentials(
  config: CredentialConfig,
  address: string,
): RegistryCredentials | undefined {
  const entry = Object.entries(config.auths ?? {}).find(([key]) => hostOf(key) === hostOf(address))?.[1];
  if (entry?.identitytoken) return { identitytoken: entry.identitytoken };
  if (entry?.username && entry.password) return { username: entry.username, password: entry.password };
  const [username, ...rest] = Buffer.from(entry?.auth ?? '', 'base64')
    .toString('utf8')
    .split(':');
  return username && rest.length > 0 ? { username, password: rest.join(':').replace(/\0+$/, '') } : undefined;
}

/** Parses a helper's answer; throws when it is invalid, in words that follow the helper's name and quote no secret. */
export function parseHelperAnswer(text: string): RegistryCredentials {
  if (text.trim() === '') throw new Error('printed nothing');
  const answer = helperAnswer.safeParse(parsedJson(text));
  if (!answer.success) throw new Error('did not print a user name and a secret as JSON');
  const { Username, Secret } = answer.data;
  return Username === '<token>' ? { identitytoken: Secret } : { username: Username, password: Secret };
}

const helperAnswer = z.object({ Username: z.string(), Secret: z.string() });

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes a part of the text.
    return undefined;
  }
}

/** `X-Registry-Auth`: JSON in URL-safe base64. */
function encodeRegistryAuth(credentials: RegistryCredentials, address: string): string {
  const text = JSON.stringify({ ...credentials, serveraddress: address });
  return Buffer.from(text).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

/**
 * Finds registry credentials as Docker's command line does: in its config file and its credential helpers. A failing
 * helper causes a warning and an anonymous pull, since most images need no log-in.
 */
export function createRegistryAuth(
  environment: HostEnvironment,
  runHelper: RunHelper = runCredentialHelper,
): FindRegistryAuth {
  return async (registry, signal) => {
    const path = join(dockerConfigFolder(environment), 'config.json');
    const address = registryAddress(registry);
    let config: CredentialConfig;
    try {
      const text = await environment.readText(path);
      if (text === undefined) return {};
      config = credentialConfig.parse(JSON.parse(text));
    } catch {
      return {
        warning: `${path}, which may hold your log-in, cannot be read, or is no valid configuration.`,
      };
    }
    const helper = helperFor(config, address);
    try {
      const credentials = helper
        ? parseHelperAnswer(await runHelper(helper, address, signal))
        : storedCredentials(config, address);
      return credentials ? { header: encodeRegistryAuth(credentials, address) } : {};
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      // Every helper reports missing credentials with these words.
      if (/credentials not found/i.test(reason)) return {};
      return {
        warning: `The credential helper docker-credential-${helper}, which ${path} names, ${reason}.`,
      };
    }
  };
}
