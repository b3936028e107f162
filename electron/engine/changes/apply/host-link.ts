import { realpath } from 'node:fs/promises';
import { posix, sep } from 'node:path';
import { pathToBytes } from '../../../contract/change-path.ts';
import type { FileChange, Risk } from '../../../contract/changes.ts';
import { attempt } from '../../../lib/host-directory/parts.ts';
import type { LinkEnd } from '../link-end.ts';
import { isGitName } from '../plain-name.ts';
import { linkRisk } from '../risk.ts';

/** The risk of a symlink that is harmless in the agent's folder, and leads elsewhere by way of links on the host. */
export async function hostLinkRisks(
  folder: string,
  { path, kind, status, target = '' }: FileChange,
  known: readonly Risk[],
): Promise<Risk[]> {
  if (kind !== 'symlink' || status === 'deleted' || sep !== '/') return [];
  const risk = linkRisk(await hostLinkEnd(folder, path, target), target);
  return risk && !known.some((each) => each.kind === risk.kind) ? [risk] : [];
}

/** Follows a link part by part, as the system would once it is there: through other links, and up from where they lead. */
export async function hostLinkEnd(folder: string, path: string, target: string): Promise<LinkEnd> {
  const root = Buffer.from(folder).toString('latin1');
  const bytes = (text: string) => Buffer.from(pathToBytes(text)).toString('latin1');
  if (target === '' || posix.isAbsolute(target)) return 'outside';
  let at = posix.join(root, posix.dirname(bytes(path)));
  for (const part of bytes(target).split('/')) {
    if (part === '' || part === '.') continue;
    const next = part === '..' ? posix.dirname(at) : posix.join(at, part);
    const real =
      part === '..'
        ? Buffer.from(next, 'latin1')
        : await attempt(() => realpath(Buffer.from(next, 'latin1'), 'buffer'));
    if (real === 'blocked') return 'outside';
    // A missing entry leads nowhere else.
    at = real === 'absent' ? next : real.toString('latin1');
    if (at !== root && !at.startsWith(`${root}/`)) return 'outside';
  }
  return at
    .slice(root.length + 1)
    .split('/')
    .some(isGitName)
    ? 'git'
    : 'inside';
}
