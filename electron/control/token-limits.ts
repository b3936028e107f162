import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { AgentSpec, Workspace } from '../contract/agent-spec.ts';
import { AppFailure } from '../contract/error.ts';
import type { Caller } from './http/route.ts';

/**
 * Rejects with `workspace-refused` or `invalid-input` when the spec asks for what a token may not give: credentials,
 * services of the host, or a folder outside of the token's roots. A person may give everything.
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

/** Every path of this machine that the workspace names. */
function foldersOf(workspace: Workspace): string[] {
  switch (workspace.kind) {
    case 'volume':
      return [];
    case 'host-folder':
      return [workspace.path, ...workspace.folders.map(({ path }) => path)];
    case 'copy':
      if (workspace.source.kind === 'folder') return [workspace.source.path];
      // Anything but an address of the internet is, or may lead to, a folder.
      return /^https:\/\//.test(workspace.source.url) ? [] : [workspace.source.url];
  }
}

/** By real paths, so that a link below a root leads to nothing outside of it. */
async function isBelow(folder: string, roots: readonly string[]): Promise<boolean> {
  if (!isAbsolute(folder)) return false;
  const real = await realpath(folder).catch(() => undefined);
  if (real === undefined) return false;
  for (const root of roots) {
    const realRoot = await realpath(root).catch(() => undefined);
    if (realRoot === undefined) continue;
    const rest = relative(resolve(realRoot), real);
    if (rest === '' || (rest !== '..' && !rest.startsWith(`..${sep}`) && !isAbsolute(rest))) return true;
  }
  return false;
}

function refusal(field: string, message: string): AppFailure {
  return new AppFailure({ type: 'invalid-input', field, message });
}
