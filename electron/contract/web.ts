import { z } from 'zod';
import type { ShellCallName } from './shell.ts';

/** Paths of the server for browsers, besides the files of the page and `RPC_PATH`. */
export const WEB_PATHS = {
  /** GET: the page of a sign-in link. POST: uses the link up. */
  signIn: '/sign-in',
  signOut: '/sign-out',
  /** Answers 204 to a browser that is signed in, and 401 to any other. */
  session: '/session',
  /** The WebSocket of the shell calls. */
  shell: '/v1/shell',
  /** Followed by the token of a save place. */
  downloads: '/downloads/',
} as const;

/** A WebSocket's second protocol: this prefix and the session's key. */
export const KEY_PROTOCOL_PREFIX = 'bulkhead.key.';

/** A random value of 256 bits as base64url. */
const secretText = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

export const signInSchema = z.strictObject({ link: secretText });
/** Scripts of the page keep the key; the cookie that comes with it is out of their reach. */
export const signedInSchema = z.object({ key: secretText });

/** The shell calls that the server answers. The page carries out the others by the browser's own means. */
export const REMOTE_SHELL_CALLS = [
  'app.info',
  'settings.get',
  'settings.update',
  'secrets.list',
  'secrets.save',
  'secrets.remove',
  'secrets.test',
  'tokens.list',
  'tokens.create',
  'tokens.revoke',
  'dialog.save-path',
  'notices.take',
] as const satisfies readonly ShellCallName[];
export type RemoteShellCall = (typeof REMOTE_SHELL_CALLS)[number];

export const shellRequestSchema = z.strictObject({
  id: z.number().int(),
  name: z.string(),
  input: z.unknown(),
});
export type ShellRequest = z.infer<typeof shellRequestSchema>;
