import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Selection } from '../../../electron/contract/apply.ts';
import type {
  ChangesBatch,
  ChangesSummary,
  FileChange,
  LineCounts,
} from '../../../electron/contract/changes.ts';
import { changesListInputSchema } from '../../../electron/contract/changes.ts';
import { Applies } from '../../../electron/engine/changes/apply/applies.ts';
import { ChangesService } from '../../../electron/engine/changes/service.ts';
import { systemClock } from '../../../electron/lib/clock.ts';
import { silentLogger } from '../../../electron/lib/logger.ts';
import type { Scope } from '../../../electron/lib/scope.ts';
import type { TestProvisioning } from './provisioning.ts';

/** A folder of this machine that agents may write to, removed with the tests. */
export function temporary(scope: Scope): string {
  const folder = mkdtempSync(join(tmpdir(), 'changes-'));
  scope.add(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o777);
  return folder;
}

export function changesService(setup: TestProvisioning, dataPath: string): ChangesService {
  return new ChangesService({
    engine: () => setup.engine,
    toolbox: setup.deps.toolbox,
    clock: systemClock,
    version: '0.0.0-test',
    applies: new Applies({ dataPath, clock: systemClock, logger: silentLogger, writers: () => [] }),
    directory: {
      get: (agentId) => {
        const agent = setup.deps.agents().find(({ id }) => id === agentId);
        if (!agent) throw new Error(`no agent ${agentId}`);
        return agent;
      },
      onChange: () => () => undefined,
    },
  });
}

export interface Listed {
  summary: ChangesSummary;
  files: Map<string, FileChange>;
  counts: Map<string, LineCounts>;
}

/** Reads an agent's changes once, as a window does. */
export async function listed(changes: ChangesService, agentId: string, more: object = {}): Promise<Listed> {
  const lists = { files: new Map<string, FileChange>(), counts: new Map<string, LineCounts>() };
  const summary = await changes.list(
    changesListInputSchema.parse({ agentId, ...more }),
    (batch: ChangesBatch) => {
      if (batch.kind === 'files') for (const file of batch.files) lists.files.set(file.path, file);
      else for (const each of batch.counts) lists.counts.set(each.path, each);
    },
    new AbortController().signal,
  );
  return { ...lists, summary };
}

/** Selects all listed files, or those with these paths, as a window does. */
export function chosen({ files }: Listed, ...paths: string[]): Selection {
  return [...files.values()]
    .filter(({ path, status }) => (paths.length > 0 ? paths.includes(path) : status !== 'ignored'))
    .map(({ path, version }) => ({ path, ...(version === undefined ? {} : { version }) }));
}

export const statuses = ({ files }: Listed) =>
  Object.fromEntries([...files].map(([path, { status }]) => [path, status]).sort());

export function gitIn(folder: string, ...words: string[]): string {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'safe.directory=*'];
  return execFileSync('git', [...identity, ...words], { cwd: folder, encoding: 'utf8' });
}

export function writeFiles(folder: string, files: Record<string, string>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** A repository with one commit of these files. */
export function hostRepository(scope: Scope, files: Record<string, string>): string {
  const folder = temporary(scope);
  writeFiles(folder, files);
  gitIn(folder, 'init', '-q');
  gitIn(folder, 'add', '-A');
  gitIn(folder, 'commit', '-q', '-m', 'First');
  return folder;
}
