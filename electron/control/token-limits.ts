import { realpath } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { AgentSpec, Workspace } from '../contract/agent-spec.ts';
import { AppFailure } from '../contract/error.ts';
import { isInside } from '../lib/is-inside.ts';
import type { Caller } from './http/route.ts';

/**
 * Rejects with `workspace-refused` or `invalid-input` if the spec contains what a token may not grant: credentials,
 * host services, or a folder outside of the token's roots. A person may grant everything.
 */
export async function checkTokenSpec(
  spec: Pick<AgentSpec, 'secrets' | 'egress' | 'workspace'>,
  { roots }: Pick<Caller, 'roots'>,
): Promise<void> {
  if (roots === 'any') return;
  if (spec.secrets.length > 0) throw refusal('secrets', 'A token cannot give credentials to an agent.');
  if (spec.egress.services.length > 0)
    throw refusal('egress.services', 'A token cannot open services of this machine to an agent.');
  for (const folder of foldersOf(spec.workspace)) {
    if (!(await isBelow(folder, roots))) {
      throw new AppFailure({
        type: 'workspace-refused',
        field: 'workspace.path',
        message: `The token does not reach ${folder}. It may use ${roots.length > 0 ? roots.join(', ') : 'no folder of this machine'}.`,
      });
    }
  }
}

/** Returns every path of this machine in the workspace. */
export function foldersOf(workspace: Workspace): string[] {
  switch (workspace.kind) {
    case 'volume':
      return [];
    case 'host-folder':
      return [workspace.path, ...workspace.folders.map(({ path }) => path)];
    case 'copy':
      if (workspace.source.kind === 'folder') return [workspace.source.path];
      // Anything but an internet address is a folder, or may lead to one.
      return /^https:\/\//.test(workspace.source.url) ? [] : [workspace.source.url];
  }
}

/** Compares real paths, so that a link below a root cannot lead outside of it. */
export async function isBelow(folder: string, roots: readonly string[]): Promise<boolean> {
  if (!isAbsolute(folder)) return false;
  const real = await realpath(folder).catch(() => undefined);
  if (real === undefined) return false;
  for (const root of roots) {
    const realRoot = await realpath(root).catch(() => undefined);
    if (realRoot !== undefined && isInside(realRoot, real)) return true;
  }
  return false;
}

function refusal(field: string, message: string): AppFailure {
  return new AppFailure({ type: 'invalid-input', field, message });
}
