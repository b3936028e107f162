import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApplyFile } from '../../../contract/apply.ts';
import { AppFailure } from '../../../contract/error.ts';
import type { Step } from '../../operations/run-steps.ts';
import type { FolderReader } from '../reader.ts';
import { collectSides, type Decided } from './collect-sides.ts';
import { judgeApply } from './entry-state.ts';
import { refuseWriters } from './folder-writers.ts';
import { changedOnHost, hostFailure } from './host-failure.ts';
import { type Journal, removeJournal, writeJournal } from './journal.ts';
import { planApply } from './plan.ts';
import type { PlanEntry } from './plan-file.ts';
import { missingFolders } from './remove-folders.ts';
import { assertReviewed, assertWhole, isWanted } from './reviewed.ts';
import { takeBack } from './take-back.ts';
import { writeSide } from './write-entries.ts';

export interface ApplyRequest {
  agent: { id: string; name: string };
  folder: string;
  files: readonly ApplyFile[];
  openReader(signal: AbortSignal): Promise<FolderReader>;
  /** Agents that can write to the folder now. */
  writers(): string[];
}

export interface ApplySurroundings {
  /** The folder that holds a folder for each journal. */
  root: string;
  now(): number;
  /** Resolves when every apply that a crash interrupted is undone. */
  recovered: Promise<void>;
  /** Called when the apply is complete. */
  onApplied(): Promise<void>;
}

/** Writes all files or none. */
export function applySteps(environment: ApplySurroundings, request: ApplyRequest): Step[] {
  const { agent, folder, files } = request;
  const applyId = randomUUID();
  const journalFolder = join(environment.root, applyId);
  let reader: FolderReader | undefined;
  let decided: Decided[] = [];
  let journal: Journal | undefined;
  let written = false;
  return [
    {
      id: 'compare',
      label: 'Compare with the host folder',
      async run({ signal, progress }) {
        await environment.recovered;
        refuseWriters(request.writers(), folder);
        reader = await request.openReader(signal);
        const onProgress = (done: number, total: number) => progress({ unit: 'parts', done, total });
        const plan = await planApply({ reader, folder, signal, onProgress }, [...files]);
        decided = decide(plan, files);
        if (decided.length === 0) throw nothingToApply();
      },
    },
    {
      id: 'read',
      label: 'Read the agent’s files',
      after: ['compare'],
      async run({ signal, progress }) {
        if (!reader) throw new Error('compared without a reader');
        await mkdir(journalFolder, { recursive: true, mode: 0o700 });
        const onFile = (done: number) => progress({ unit: 'parts', done, total: decided.length });
        const entries = await collectSides({ reader, folder, journalFolder, signal, onFile }, decided);
        const present = entries.filter(({ after }) => after.kind !== 'absent').map(({ path }) => path);
        journal = {
          version: 1,
          applyId,
          agentId: agent.id,
          folder,
          at: environment.now(),
          state: 'writing',
          entries,
          madeFolders: await missingFolders(folder, present),
        };
      },
      async undo() {
        if (!written) await removeJournal(journalFolder);
      },
    },
    {
      id: 'write',
      label: 'Write to the host folder',
      after: ['read'],
      async run({ signal, progress }) {
        if (!journal) throw new Error('read without a journal');
        refuseWriters(request.writers(), folder);
        await writeJournal(journalFolder, journal);
        written = true;
        const onProgress = (done: number, total: number) => progress({ unit: 'parts', done, total });
        try {
          await writeSide({ folder, journalFolder, journal, signal, onProgress }, 'after', (entry, now) => {
            if (judgeApply(entry, now) === 'leave') throw changedOnHost(entry.path);
            return 'write';
          });
        } catch (error) {
          throw hostFailure(error, folder);
        }
        journal = { ...journal, state: 'applied' };
        await writeJournal(journalFolder, journal);
        await environment.onApplied();
      },
      async undo() {
        if (journal && written) await takeBack({ folder: journalFolder, journal });
        else await removeJournal(journalFolder);
      },
    },
  ];
}

/** The files that the apply writes. Throws `conflict` when a file differs from what the person saw. */
function decide(plan: Awaited<ReturnType<typeof planApply>>, files: readonly ApplyFile[]): Decided[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  assertWhole(plan, byPath);
  return plan.flatMap((entry) => {
    const file = byPath.get(entry.path);
    if (!file) return [];
    assertReviewed(entry, file);
    return isWanted(entry, file) ? partsOf(entry, file) : [];
  });
}

/** The files that an entry writes: two for a rename, but for what the host has already. */
function partsOf(entry: PlanEntry, file: ApplyFile): Decided[] {
  if (!entry.rename) return [{ entry, file }];
  const { hunks, resolution, risks } = file;
  const { from, to } = entry.rename;
  return [from, to]
    .filter(({ state }) => state !== 'same')
    .map((part) => ({
      entry: part,
      file: {
        path: part.path,
        version: part.version,
        hostVersion: part.hostVersion,
        risks,
        resolution,
        ...(hunks && part === to ? { hunks } : {}),
      },
    }));
}

function nothingToApply(): AppFailure {
  return new AppFailure({
    type: 'conflict',
    message: 'Nothing was applied: what was selected is in the host folder already, or was skipped.',
  });
}
