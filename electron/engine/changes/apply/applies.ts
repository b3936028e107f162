import { join } from 'node:path';
import type { Applied, UndoPlan } from '../../../contract/apply.ts';
import { AppFailure } from '../../../contract/error.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Logger } from '../../../lib/logger.ts';
import { Semaphore } from '../../../lib/semaphore.ts';
import type { OperationRequest } from '../../operations/operations.ts';
import { type ApplyRequest, applySteps } from './apply-steps.ts';
import { type Journal, listJournals, removeJournal } from './journal.ts';
import { takeBack } from './take-back.ts';
import { presentStates, toUndoPlan } from './undo-plan.ts';
import { undoSteps } from './undo-steps.ts';

/** How many applies of an agent can be undone. Older ones are deleted. */
const KEPT = 20;

export interface AppliesOptions {
  dataPath: string;
  clock: Clock;
  logger: Logger;
  /** Names of agents that can write to a folder at this moment. */
  writers(folder: string): string[];
}

/**
 * Applies of private copies to host folders, and their undoing. Each is a folder with a journal and the bytes of both
 * sides: whatever happens in the middle, the next start of the app leads back to how it was before.
 */
export class Applies {
  readonly #options: AppliesOptions;
  readonly #root: string;
  readonly #logger: Logger;
  /** Runs one at a time, because two at once could write to the same folder. */
  readonly #queue = new Semaphore(1);
  readonly #recovered: Promise<void>;

  constructor(options: AppliesOptions) {
    this.#options = options;
    this.#root = join(options.dataPath, 'applies');
    this.#logger = options.logger.child('applies');
    this.#recovered = this.#recover().catch((error: unknown) =>
      this.#logger.error('applies that were cut off cannot be found', { error }),
    );
  }

  /** The applies of one agent, the newest first. */
  async list(agentId: string): Promise<Applied[]> {
    await this.#recovered;
    const journals = await listJournals(this.#root);
    return journals.flatMap(({ journal }) => {
      const { applyId, folder, at, state, entries } = journal;
      if (journal.agentId !== agentId || state === 'writing' || state === 'undoing') return [];
      const files = entries.filter(({ renamedTo }) => renamedTo === undefined).length;
      return [{ applyId, agentId, folder, at, state, files }];
    });
  }

  writers(folder: string): string[] {
    return this.#options.writers(folder);
  }

  applyRequest(request: Omit<ApplyRequest, 'writers'>): OperationRequest {
    const { agent, folder } = request;
    const environment = {
      root: this.#root,
      now: () => this.#options.clock.now(),
      recovered: this.#recovered,
      onApplied: () => this.#trim(agent.id),
    };
    return {
      kind: 'apply',
      title: `Apply changes of ${agent.name}`,
      agentId: agent.id,
      queue: this.#queue,
      steps: applySteps(environment, { ...request, writers: () => this.writers(folder) }),
    };
  }

  /** Throws `not-found`. */
  async undoPlan(agentId: string, applyId: string, signal: AbortSignal): Promise<UndoPlan> {
    const { journal } = await this.#undoable(agentId, applyId);
    return toUndoPlan(await presentStates(journal, signal));
  }

  /** `seen` is the stamp of the undo plan that the person confirmed. Throws `not-found`. */
  async undoRequest(
    agent: { id: string; name: string },
    applyId: string,
    seen: string | undefined,
  ): Promise<OperationRequest> {
    const { folder: journalFolder, journal } = await this.#undoable(agent.id, applyId);
    const writers = () => this.writers(journal.folder);
    return {
      kind: 'undo-apply',
      title: `Undo the apply of ${agent.name}`,
      agentId: agent.id,
      queue: this.#queue,
      steps: undoSteps({ journalFolder, journal, seen, writers }),
    };
  }

  async #undoable(agentId: string, applyId: string): Promise<{ folder: string; journal: Journal }> {
    await this.#recovered;
    const entry = (await listJournals(this.#root)).find(({ journal }) => journal.applyId === applyId);
    const canBeUndone = entry?.journal.state === 'applied' || entry?.journal.state === 'interrupted';
    if (entry?.journal.agentId === agentId && canBeUndone) return entry;
    throw new AppFailure({
      type: 'not-found',
      message: 'This apply is not known any more, or was undone.',
    });
  }

  async #recover(): Promise<void> {
    const onUnreadable = (error: unknown) => this.#logger.error('a journal cannot be read', { error });
    for (const entry of await listJournals(this.#root, onUnreadable)) {
      const { applyId, state } = entry.journal;
      if (state !== 'writing' && state !== 'undoing') continue;
      try {
        const left = await takeBack(entry);
        this.#logger.info('took back an apply that was cut off', { applyId, left: left.length });
      } catch (error) {
        this.#logger.error('an apply that was cut off could not be taken back', { applyId, error });
      }
    }
  }

  async #trim(agentId: string): Promise<void> {
    const own = (await listJournals(this.#root)).filter(({ journal }) => journal.agentId === agentId);
    for (const { folder } of own.slice(KEPT)) await removeJournal(folder);
  }
}
