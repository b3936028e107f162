import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToBytes } from '../../../contract/change-path.ts';
import type { Applied, Resolution, Selection } from '../../../contract/changes.ts';
import { AppFailure } from '../../../contract/error.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Logger } from '../../../lib/logger.ts';
import { Semaphore } from '../../../lib/semaphore.ts';
import type { OperationRequest } from '../../operations/operations.ts';
import { blobId } from '../blob-id.ts';
import type { FolderReader } from '../reader.ts';
import { fetchFiles, type WantedFile } from './fetch-files.ts';
import { hostPath } from './host-path.ts';
import {
  type EntryState,
  type Journal,
  type JournalEntry,
  listJournals,
  removeJournal,
  savedPath,
  writeJournal,
} from './journal.ts';
import { composedContent, type PlanEntry, planApply } from './plan.ts';
import { hostFailure, missingFolders, sameState, stateOf, writeSide } from './write-entries.ts';

/** Applies of an agent that can be undone; older ones go. */
const KEPT = 20;
/** New files are readable by whom the person's umask lets; as any editor makes them. */
const NEW_MODE = 0o666;

export interface ApplyRequest {
  agent: { id: string; name: string };
  folder: string;
  selection: Selection;
  resolutions: Readonly<Record<string, Resolution>>;
  confirmed: readonly string[];
  openReader(signal: AbortSignal): Promise<FolderReader>;
}

/**
 * Applies of private copies to host folders, and their undoing. Each is a folder with a journal and the bytes of both
 * sides: whatever happens in the middle, the next start of the app leads back to how it was before.
 */
export class Applies {
  readonly #root: string;
  readonly #clock: Clock;
  readonly #logger: Logger;
  /** One at a time: two at once could meet in a folder. */
  readonly #queue = new Semaphore(1);
  readonly #recovered: Promise<void>;

  constructor(options: { dataPath: string; clock: Clock; logger: Logger }) {
    this.#root = join(options.dataPath, 'applies');
    this.#clock = options.clock;
    this.#logger = options.logger.child('applies');
    this.#recovered = this.#recover();
  }

  /** Of one agent, the newest first. */
  async list(agentId: string): Promise<Applied[]> {
    await this.#recovered;
    const journals = await listJournals(this.#root);
    return journals.flatMap(({ journal }) => {
      const { applyId, folder, at, state, entries } = journal;
      if (journal.agentId !== agentId || (state !== 'applied' && state !== 'undone')) return [];
      return [{ applyId, agentId, folder, at, state, files: entries.length }];
    });
  }

  /** All of it or nothing. */
  applyRequest(request: ApplyRequest): OperationRequest {
    const applyId = randomUUID();
    const journalFolder = join(this.#root, applyId);
    let reader: FolderReader | undefined;
    let plan: PlanEntry[] = [];
    let journal: Journal | undefined;
    let written = false;
    return {
      kind: 'apply',
      title: `Apply changes of ${request.agent.name}`,
      agentId: request.agent.id,
      queue: this.#queue,
      steps: [
        {
          id: 'compare',
          label: 'Compare with the host folder',
          run: async ({ signal, progress }) => {
            await this.#recovered;
            reader = await request.openReader(signal);
            const onProgress = (done: number, total: number) => progress({ unit: 'parts', done, total });
            const all = await planApply(
              { reader, folder: request.folder, signal, onProgress },
              request.selection,
            );
            plan = all.filter((entry) => isWanted(entry, request));
            if (plan.length === 0) throw nothingToApply();
          },
        },
        {
          id: 'read',
          label: 'Read the agent’s files',
          after: ['compare'],
          run: async ({ signal, progress }) => {
            if (!reader) throw new Error('compared without a reader');
            await mkdir(journalFolder, { recursive: true, mode: 0o700 });
            const context = { reader, folder: request.folder, signal };
            const entries = await this.#collect(context, plan, request, journalFolder, (done) =>
              progress({ unit: 'parts', done, total: plan.length }),
            );
            journal = {
              version: 1,
              applyId,
              agentId: request.agent.id,
              folder: request.folder,
              at: this.#clock.now(),
              state: 'writing',
              entries,
              madeFolders: await missingFolders(
                request.folder,
                entries.flatMap(({ path, after }) => (after.kind === 'absent' ? [] : [path])),
              ),
            };
          },
          undo: async () => {
            if (!written) await removeJournal(journalFolder);
          },
        },
        {
          id: 'write',
          label: 'Write to the host folder',
          after: ['read'],
          run: async ({ signal, progress }) => {
            if (!journal) throw new Error('read without a journal');
            const { folder } = request;
            await writeJournal(journalFolder, journal);
            written = true;
            const onProgress = (done: number, total: number) => progress({ unit: 'parts', done, total });
            try {
              await writeSide({ folder, journalFolder, journal, signal, onProgress }, 'after');
            } catch (error) {
              throw hostFailure(error, folder);
            }
            journal = { ...journal, state: 'applied' };
            await writeJournal(journalFolder, journal);
            await this.#trim(request.agent.id);
          },
          undo: async () => {
            if (journal && written)
              await writeSide({ folder: request.folder, journalFolder, journal }, 'before');
            await removeJournal(journalFolder);
          },
        },
      ],
    };
  }

  /** Puts everything back as it was before an apply. Throws `not-found`. */
  async undoRequest(
    agent: { id: string; name: string },
    applyId: string,
    force: boolean,
  ): Promise<OperationRequest> {
    await this.#recovered;
    const found = (await listJournals(this.#root)).find(({ journal }) => journal.applyId === applyId);
    if (!found || found.journal.agentId !== agent.id || found.journal.state !== 'applied') {
      throw new AppFailure({
        type: 'not-found',
        message: 'This apply is not known any more, or was undone.',
      });
    }
    const { folder: journalFolder, journal } = found;
    return {
      kind: 'undo-apply',
      title: `Undo the apply of ${agent.name}`,
      agentId: agent.id,
      queue: this.#queue,
      steps: [
        {
          id: 'check',
          label: 'Check the host folder',
          async run({ signal }) {
            if (force) return;
            for (const entry of journal.entries) {
              signal.throwIfAborted();
              if (!sameState(await stateOf(journal.folder, entry.path), entry.after))
                throw changedSince(entry.path);
            }
          },
        },
        {
          id: 'restore',
          label: 'Put the files back',
          after: ['check'],
          // Once begun it is finished: half of an undo would be worse than either.
          run: async ({ progress }) => {
            await writeJournal(journalFolder, { ...journal, state: 'undoing' });
            const onProgress = (done: number, total: number) => progress({ unit: 'parts', done, total });
            try {
              await writeSide({ folder: journal.folder, journalFolder, journal, onProgress }, 'before');
            } catch (error) {
              await writeJournal(journalFolder, journal);
              throw hostFailure(error, journal.folder);
            }
            await writeJournal(journalFolder, { ...journal, state: 'undone' });
          },
        },
      ],
    };
  }

  /** Keeps the bytes of both sides; throws `conflict` when the host's file changed since the plan. */
  async #collect(
    context: { reader: FolderReader; folder: string; signal: AbortSignal },
    plan: readonly PlanEntry[],
    request: ApplyRequest,
    journalFolder: string,
    onFile: (done: number) => void,
  ): Promise<JournalEntry[]> {
    const { folder, signal } = context;
    const wanted: WantedFile[] = [];
    const befores: EntryState[] = [];
    for (const [index, entry] of plan.entries()) {
      signal.throwIfAborted();
      befores.push(await keepBefore(folder, entry, savedPath(journalFolder, 'before', index)));
      if (entry.change.kind !== 'file' || entry.status === 'deleted') continue;
      const to = savedPath(journalFolder, 'after', index);
      const merge = entry.state === 'conflict' && request.resolutions[entry.path] === 'merge';
      const content = await composedContent(context, entry, merge);
      if (content) await writeFile(to, content, { mode: 0o600 });
      else wanted.push({ path: entry.path, to });
    }
    await fetchFiles(context.reader, wanted, { signal, onFile });
    const entries: JournalEntry[] = [];
    for (const [index, entry] of plan.entries()) {
      const before = befores[index] ?? { kind: 'absent' };
      entries.push({
        path: entry.path,
        before,
        after: await afterState(entry, before, savedPath(journalFolder, 'after', index)),
      });
    }
    return entries;
  }

  async #recover(): Promise<void> {
    for (const { folder: journalFolder, journal } of await listJournals(this.#root)) {
      if (journal.state !== 'writing' && journal.state !== 'undoing') continue;
      try {
        await writeSide({ folder: journal.folder, journalFolder, journal }, 'before');
        if (journal.state === 'writing') await removeJournal(journalFolder);
        else await writeJournal(journalFolder, { ...journal, state: 'undone' });
        this.#logger.info('took back an apply that was cut off', { applyId: journal.applyId });
      } catch (error) {
        this.#logger.error('an apply that was cut off could not be taken back', {
          applyId: journal.applyId,
          error,
        });
      }
    }
  }

  async #trim(agentId: string): Promise<void> {
    const own = (await listJournals(this.#root)).filter(({ journal }) => journal.agentId === agentId);
    for (const { folder } of own.slice(KEPT)) await removeJournal(folder);
  }
}

/** Risky files only when they were confirmed by name; those in conflict only with a resolution. */
export function isWanted(
  entry: Pick<PlanEntry, 'path' | 'state' | 'risks' | 'mergeable'>,
  request: Pick<ApplyRequest, 'resolutions' | 'confirmed'>,
): boolean {
  if (entry.risks.length > 0 && !request.confirmed.includes(entry.path)) return false;
  if (entry.state === 'ready') return true;
  if (entry.state !== 'conflict') return false;
  const resolution = request.resolutions[entry.path] ?? 'skip';
  return resolution === 'overwrite' || (resolution === 'merge' && entry.mergeable === true);
}

async function keepBefore(folder: string, entry: PlanEntry, to: string): Promise<EntryState> {
  const state = await stateOf(folder, entry.path);
  if (!state) throw changedSince(entry.path);
  if (state.kind === 'file') {
    await copyFile(hostPath(folder, entry.path), to);
    // What was kept is what was compared: somebody may write at this moment.
    if (blobId(await readFile(to)) !== state.object) throw changedSince(entry.path);
  }
  if (entry.state === 'ready') {
    const like = entry.oldObject;
    const now = like === undefined || state.kind !== 'file' ? undefined : blobId(await readFile(to), like);
    if (like === undefined ? state.kind !== 'absent' : state.kind === 'absent')
      throw changedSince(entry.path);
    if (now !== undefined && now !== like) throw changedSince(entry.path);
  }
  return state;
}

async function afterState(entry: PlanEntry, before: EntryState, saved: string): Promise<EntryState> {
  const { change } = entry;
  if (entry.status === 'deleted') return { kind: 'absent' };
  if (change.kind === 'symlink') {
    return { kind: 'symlink', target: Buffer.from(pathToBytes(change.target ?? '')).toString('base64') };
  }
  const had = before.kind === 'file' ? before.mode : NEW_MODE & ~process.umask();
  const turned = change.executable !== (change.oldExecutable ?? false);
  const mode = !turned ? had : change.executable ? had | ((had & 0o444) >> 2) : had & ~0o111;
  return { kind: 'file', mode, object: blobId(await readFile(saved)) };
}

function nothingToApply(): AppFailure {
  return new AppFailure({
    type: 'conflict',
    message:
      'Nothing was applied: what was selected is in the host folder already, was skipped, or was not confirmed.',
  });
}

function changedSince(path: string): AppFailure {
  return new AppFailure({
    type: 'conflict',
    message: `“${path}” was changed in the host folder meanwhile. Nothing was touched.`,
    actions: [{ kind: 'retry', label: 'Look again' }],
  });
}
