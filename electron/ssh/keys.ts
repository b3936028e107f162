import { lstat, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { utils as sshUtils } from 'ssh2';
import { AppFailure } from '../contract/error.ts';
import { createAtomically, writeAtomically } from '../lib/atomic-write.ts';

type Utils = typeof sshUtils;

/** Where the keys of an installation are. */
export interface KeyPlaces {
  folder: string;
  /** The private key with which `ssh` identifies this person. */
  identity: string;
  /** The public key of the server, for `ssh`. */
  knownHosts: string;
  /** The private key of the server. */
  hostKey: string;
}

export interface SshKeys {
  /** Private key of the server, in OpenSSH's format. */
  hostKey: string;
  /** Public key that the server admits, in OpenSSH's format. */
  clientKey: string;
}

/** The names of all agents: `ssh NAME.bulkhead`. */
export const HOST_SUFFIX = '.bulkhead';

export function keyPlacesOf(dataPath: string): KeyPlaces {
  const folder = join(dataPath, 'ssh');
  return {
    folder,
    identity: join(folder, 'id_ed25519'),
    knownHosts: join(folder, 'known_hosts'),
    hostKey: join(folder, 'host_ed25519'),
  };
}

/**
 * Reads the keys of the installation, and makes them the first time: for this person alone. Programs that start at once
 * agree on the same ones. Rejects with `conflict` when somebody else could read or replace them.
 */
export async function ensureKeys(dataPath: string): Promise<SshKeys> {
  const places = keyPlacesOf(dataPath);
  await mkdir(places.folder, { recursive: true, mode: 0o700 });
  await assertPrivate(places.folder);
  // A large library that most starts of the app never need.
  const { utils } = await import('ssh2');
  const hostKey = await ensureKey(places.hostKey, utils);
  const identity = await ensureKey(places.identity, utils);
  const known = `*${HOST_SUFFIX} ${publicKeyOf(hostKey, utils)}\n`;
  if ((await readFile(places.knownHosts, 'utf8').catch(() => '')) !== known)
    await writeAtomically(places.knownHosts, known);
  return { hostKey, clientKey: publicKeyOf(identity, utils) };
}

async function ensureKey(path: string, utils: Utils): Promise<string> {
  const present = await read(path);
  if (present !== undefined && !isMalformed(present, utils)) return present;
  if (present !== undefined) await rm(path, { force: true });
  // The first of several programs wins, and the others read its key.
  await createAtomically(path, newKey(utils));
  const made = await read(path);
  if (made === undefined) throw new Error(`${path} is not there`);
  return made;
}

/** ssh2 1.17 loses a zero at the beginning of a public key, so that one key in 256 cannot be read. */
function newKey(utils: Utils): string {
  for (;;) {
    const { private: key } = utils.generateKeyPairSync('ed25519', { comment: 'bulkhead' });
    if (!isMalformed(key, utils)) return key;
  }
}

function isMalformed(key: string, utils: Utils): boolean {
  const parsed = utils.parseKey(key);
  return parsed instanceof Error && parsed.message.startsWith('Malformed');
}

async function read(path: string): Promise<string | undefined> {
  try {
    await assertPrivate(path);
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function assertPrivate(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const { uid, mode } = await lstat(path);
  if (uid === process.getuid?.() && (mode & 0o077) === 0) return;
  throw new AppFailure({
    type: 'conflict',
    message: `${path} must belong to you and be closed to others (mode 0600, folders 0700).`,
  });
}

function publicKeyOf(privateKey: string, utils: Utils): string {
  const parsed = utils.parseKey(privateKey);
  if (parsed instanceof Error) throw parsed;
  return `${parsed.type} ${parsed.getPublicSSH().toString('base64')}`;
}

/** The agent's name in a host's name. */
export function agentNameOf(host: string): string {
  return host.toLowerCase().endsWith(HOST_SUFFIX) ? host.slice(0, -HOST_SUFFIX.length) : host;
}
