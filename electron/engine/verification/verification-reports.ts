import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type VerificationReport, verificationReportSchema } from '../../contract/isolation.ts';
import { writeAtomically } from '../../lib/atomic-write.ts';
import type { Logger } from '../../lib/logger.ts';

/** Of each agent. */
const REPORTS_KEPT = 20;
/**
 * Agents with reports. Those of removed agents stay as evidence, and the app cannot know who lives on an engine that it
 * is not connected to; so the agents whose newest report is the oldest go first.
 */
const AGENTS_KEPT = 500;
const NAME = /^(\d+)\.json$/;

/**
 * The reports of every agent in the app's own folder: a folder an agent, a JSON file a report, named by when it began.
 * Not on the engine: a report is evidence of a moment, like the audit, and an engine that is not to be believed must not
 * be what keeps it.
 */
export class VerificationReports {
  readonly #folder: string;
  readonly #logger: Logger;

  constructor({ dataPath, logger }: { dataPath: string; logger: Logger }) {
    this.#folder = join(dataPath, 'verification');
    this.#logger = logger;
  }

  async save(report: VerificationReport): Promise<void> {
    const folder = this.#folderOf(report.agentId);
    const path = join(folder, `${report.startedAt}.json`);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeAtomically(path, JSON.stringify(report, null, 2));
    const times = await this.#times(folder);
    for (const time of times.slice(REPORTS_KEPT)) await rm(join(folder, `${time}.json`), { force: true });
    await this.#forgetOldest();
  }

  /** Those that can be read (the log names the others), the newest first. */
  async all(agentId: string): Promise<VerificationReport[]> {
    const folder = this.#folderOf(agentId);
    const reports: VerificationReport[] = [];
    for (const time of await this.#times(folder)) {
      const report = await this.#read(folder, time);
      if (report?.agentId === agentId) reports.push(report);
    }
    return reports;
  }

  /** The newest one; null when the agent was never verified. */
  async last(agentId: string): Promise<VerificationReport | null> {
    return (await this.all(agentId))[0] ?? null;
  }

  /** The newest report of each agent. */
  async newest(): Promise<VerificationReport[]> {
    const found: VerificationReport[] = [];
    for (const name of await listOf(this.#folder)) {
      const folder = join(this.#folder, name);
      for (const time of await this.#times(folder)) {
        const report = await this.#read(folder, time);
        if (!report) continue;
        found.push(report);
        break;
      }
    }
    return found;
  }

  async #forgetOldest(): Promise<void> {
    const names = await listOf(this.#folder);
    if (names.length <= AGENTS_KEPT) return;
    const ages = new Map<string, number>();
    for (const name of names) ages.set(name, (await this.#times(join(this.#folder, name)))[0] ?? 0);
    const newestFirst = names.sort((a, b) => (ages.get(b) ?? 0) - (ages.get(a) ?? 0));
    for (const name of newestFirst.slice(AGENTS_KEPT))
      await rm(join(this.#folder, name), { recursive: true, force: true });
  }

  /** The newest first. */
  async #times(folder: string): Promise<number[]> {
    const times = (await listOf(folder)).map((name) => Number(NAME.exec(name)?.[1]));
    return times.filter((time) => !Number.isNaN(time)).sort((a, b) => b - a);
  }

  async #read(folder: string, time: number): Promise<VerificationReport | undefined> {
    const path = join(folder, `${time}.json`);
    try {
      return verificationReportSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    } catch (error) {
      this.#logger.warn('a verification report cannot be read', { path, error });
      return undefined;
    }
  }

  /** Ids come from labels on the engine, which anybody may have written. */
  #folderOf(agentId: string): string {
    return join(this.#folder, encodeURIComponent(agentId).replaceAll('.', '%2E').slice(0, 200));
  }
}

/** Nothing where there is no such folder, or where it is no folder. */
async function listOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(String(error.code)))
      return [];
    throw error;
  }
}
