import { AppFailure } from '../../contract/error.ts';
import type {
  ProbeResult,
  VerificationReport,
  VerificationState,
  VerificationSummary,
  VerificationTrigger,
} from '../../contract/isolation.ts';
import { Emitter } from '../../lib/emitter.ts';
import type { Logger } from '../../lib/logger.ts';
import { openAfter, summaryOf } from './verification-open.ts';
import type { VerificationReports } from './verification-reports.ts';

type Verify = (
  agentId: string,
  onProbe: (probe: ProbeResult) => void,
  signal: AbortSignal,
) => Promise<Pick<VerificationReport, 'agentId' | 'startedAt' | 'finishedAt' | 'probes'>>;

export interface VerificationsOptions {
  verify: Verify;
  reports: VerificationReports;
  logger: Logger;
}

/** Runs verifications, one at a time per agent, stores their reports, and derives the open probes. */
export class Verifications {
  readonly changed = new Emitter<{ agentId: string; state: VerificationState }>();
  readonly #verify: Verify;
  readonly #reports: VerificationReports;
  readonly #newest = new Map<string, VerificationSummary>();
  readonly #running = new Set<string>();
  readonly #opened: Promise<void>;

  constructor({ verify, reports, logger }: VerificationsOptions) {
    this.#verify = verify;
    this.#reports = reports;
    this.#opened = this.#open().catch((error: unknown) =>
      logger.error('the verification reports cannot be read', { error }),
    );
  }

  /** By agent id; agents that were never verified are missing. */
  async list(): Promise<Record<string, VerificationState>> {
    await this.#opened;
    const ids = new Set([...this.#newest.keys(), ...this.#running]);
    return Object.fromEntries([...ids].map((agentId) => [agentId, this.#state(agentId)]));
  }

  async history(agentId: string): Promise<VerificationSummary[]> {
    return (await this.#reports.all(agentId)).map(summaryOf);
  }

  async last(agentId: string): Promise<VerificationReport | null> {
    return await this.#reports.last(agentId);
  }

  /** Throws `not-found` for a report that is not stored. */
  async report(agentId: string, startedAt: number): Promise<VerificationReport> {
    const report = (await this.#reports.all(agentId)).find((each) => each.startedAt === startedAt);
    if (report) return report;
    throw new AppFailure({ type: 'not-found', message: 'This report is no longer kept.' });
  }

  /** Throws `conflict` while this agent is already being verified, and every error of `verifyIsolation`. */
  async run(
    agentId: string,
    trigger: VerificationTrigger,
    onProbe: (probe: ProbeResult) => void,
    signal: AbortSignal,
  ): Promise<VerificationReport> {
    if (this.#running.has(agentId)) {
      throw new AppFailure({
        type: 'conflict',
        message: 'This agent is being verified already. Its report is here in a moment.',
      });
    }
    this.#running.add(agentId);
    this.#tell(agentId);
    try {
      await this.#opened;
      const result = await this.#verify(agentId, onProbe, signal);
      const before = (await this.#reports.last(agentId))?.open ?? [];
      const report = { ...result, trigger, open: openAfter(before, result.probes) };
      this.#newest.set(agentId, summaryOf(report));
      await this.#reports.save(report);
      return report;
    } finally {
      this.#running.delete(agentId);
      this.#tell(agentId);
    }
  }

  #state(agentId: string): VerificationState {
    return { newest: this.#newest.get(agentId) ?? null, running: this.#running.has(agentId) };
  }

  #tell(agentId: string): void {
    this.changed.emit({ agentId, state: this.#state(agentId) });
  }

  async #open(): Promise<void> {
    for (const report of await this.#reports.newest()) this.#newest.set(report.agentId, summaryOf(report));
  }
}
