import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { expect } from 'vitest';
import { privateCopy } from '../../../electron/contract/agent-spec.ts';
import type { ApplyPlan, Resolution, Selection } from '../../../electron/contract/apply.ts';
import type { Operation } from '../../../electron/contract/operation.ts';
import type { ChangesService } from '../../../electron/engine/changes/service.ts';
import type { OperationRequest } from '../../../electron/engine/operations/operations.ts';
import type { Scope } from '../../../electron/lib/scope.ts';
import { decidedFiles } from '../../../renderer/changes/apply/apply-plan.ts';
import { changesService, temporary } from './changes-fixture.ts';
import { busyboxSpec, createAgent, type TestProvisioning, testProvisioning } from './provisioning.ts';

const { signal } = new AbortController();

export interface ApplyWishes {
  resolutions?: Record<string, Resolution>;
  confirmed?: string[];
}

/** Private copies of host folders, and what brings their changes back. */
export interface CopyProvisioning {
  setup: TestProvisioning;
  dataPath: string;
  changes: ChangesService;
  /** An agent with a private copy of the folder. */
  copyOf(folder: string, name: string, image?: string): Promise<string>;
  run(request: OperationRequest | Promise<OperationRequest>): Promise<Operation>;
  /** The same, which must succeed. */
  done(request: OperationRequest | Promise<OperationRequest>): Promise<void>;
  /** As the dialog does it: a plan of what is chosen, and an apply of what the plan showed. */
  apply(agentId: string, selection: Selection, wishes?: ApplyWishes): Promise<OperationRequest>;
}

export async function copyProvisioning(scope: Scope): Promise<CopyProvisioning> {
  const setup = await testProvisioning(scope);
  await setup.deps.toolbox.prepare(signal);
  const dataPath = temporary(scope);
  const changes = changesService(setup, dataPath);
  scope.add(() => changes.dispose());
  const run: CopyProvisioning['run'] = async (request) =>
    await setup.operations.ended(setup.operations.start(await request).id);
  return {
    setup,
    dataPath,
    changes,
    run,
    async copyOf(folder, name, image) {
      const source = { kind: 'folder' as const, path: folder, respectGitignore: false };
      const spec = busyboxSpec(name, {
        ...(image ? { image } : {}),
        workspace: privateCopy(source),
      });
      const { agentId } = await createAgent(setup, spec);
      await setup.refresh();
      return agentId;
    },
    async done(request) {
      expect((await run(request)).error).toBeUndefined();
    },
    async apply(agentId, selection, { resolutions = {}, confirmed = [] } = {}) {
      const plan = await changes.plan(agentId, selection, signal);
      return changes.apply({
        agentId,
        files: decidedFiles(plan, selection, resolutions, new Set(confirmed)),
      });
    },
  };
}

export const numbered = (count: number, change: Record<number, string> = {}) =>
  Array.from({ length: count }, (_, index) => `${change[index + 1] ?? `line ${index + 1}`}\n`).join('');

export const states = ({ files }: ApplyPlan) =>
  Object.fromEntries(files.map(({ path, state }) => [path, state]).sort());

/** Everything below a folder, but for git's own: type, permissions and bytes. */
export function snapshot(folder: string): Record<string, string> {
  const entries: Record<string, string> = {};
  const walk = (path: Buffer) => {
    for (const name of readdirSync(path, { encoding: 'buffer' })) {
      if (name.toString() === '.git') continue;
      const place = Buffer.concat([path, Buffer.from('/'), name]);
      const stats = lstatSync(place);
      const key = place.toString('latin1').slice(folder.length + 1);
      const mode = (stats.mode & 0o7777).toString(8);
      if (stats.isDirectory()) walk(place);
      else if (stats.isSymbolicLink()) entries[key] = `link ${readlinkSync(place)}`;
      else entries[key] = `${mode} ${readFileSync(place).toString('base64')}`;
    }
  };
  walk(Buffer.from(folder));
  return entries;
}
