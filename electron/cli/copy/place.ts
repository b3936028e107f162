import { UsageError } from '../exit-code.ts';

/** One end of a copy, as a person names it. */
export type Place =
  | { kind: 'agent'; agent: string; path: string }
  | { kind: 'local'; path: string }
  /** A tar on standard input or output. */
  | { kind: 'stream' };

/**
 * Reads "NAME:/path", "-" or a path of this machine. As with `docker cp`, a path with a colon is one of this machine
 * when it begins with "/" or ".". Throws `UsageError`.
 */
export function parsePlace(text: string, platform: NodeJS.Platform = process.platform): Place {
  if (text === '') throw new UsageError('Name what to copy, and where to.');
  if (text === '-') return { kind: 'stream' };
  const isDrive = platform === 'win32' && /^[A-Za-z]:[\\/]/.test(text);
  const at = text.indexOf(':');
  if (/^[./]/.test(text) || isDrive || at < 0) return { kind: 'local', path: text };
  const [agent, path] = [text.slice(0, at), text.slice(at + 1)];
  if (agent === '') throw new UsageError(`“${text}” names no agent: write NAME:/path.`);
  if (!path.startsWith('/')) throw new UsageError(`“${text}”: a path inside an agent begins with “/”.`);
  return { kind: 'agent', agent, path };
}

/** A path with its form: whether it names a folder's content ("/."), or must be a folder ("/"). */
export interface PathForm {
  /** Without the ending. */
  path: string;
  isContent: boolean;
  isFolder: boolean;
}

export function formOf(text: string): PathForm {
  const isContent = text === '.' || /\/\.$/.test(text);
  const path = text.replace(/\/\.$/, '/').replace(/(?!^)\/+$/, '');
  return { path, isContent, isFolder: isContent || text.endsWith('/') };
}
