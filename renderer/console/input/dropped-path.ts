import type { HostFolder } from '../../../electron/contract/agent-spec.ts';

/** Every agent has its workspace here. */
const WORKSPACE = '/workspace';
const WINDOWS_DRIVE = /^[a-z]:\//i;

/** The agent's path of a file of the host; undefined for one that is not in its workspace, or that it sees empty. */
export function pathInAgent(
  hostPath: string,
  { path: folder, masks }: Pick<HostFolder, 'path' | 'masks'>,
): string | undefined {
  const file = normal(hostPath);
  const root = normal(folder).replace(/\/+$/, '');
  if (file === root) return WORKSPACE;
  if (!file.startsWith(`${root}/`)) return undefined;
  const relative = file.slice(root.length + 1);
  const isMasked = masks.some((mask) => relative === mask || relative.startsWith(`${mask}/`));
  return isMasked ? undefined : `${WORKSPACE}/${relative}`;
}

/** Windows writes backslashes, and does not tell upper from lower case. */
function normal(path: string): string {
  const plain = path.replaceAll('\\', '/');
  return WINDOWS_DRIVE.test(plain) ? plain.toLowerCase() : path;
}

/** A file name without what a terminal would obey. */
export function safeName(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the expression matches control characters
  const safe = name.replace(/[\x00-\x1f\x7f-\x9f/]/g, '_');
  return safe === '' || safe === '.' || safe === '..' ? 'file' : safe;
}

/** Quotes a path for a shell where that is necessary. */
export function quoted(path: string): string {
  return /^[\w./@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
