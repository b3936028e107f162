import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type VerificationReport, verificationReportSchema } from '../../contract/isolation.ts';
import { writeAtomically } from '../../lib/atomic-write.ts';
import type { Logger } from '../../lib/logger.ts';

/** Limit per agent. */
const REPORTS_KEPT = 20;
/**
 * Limit of agents with reports. Reports of removed agents stay as evidence, and the app cannot know the agents of an
 * engine that it is not connected to; so agents with the oldest last report are dropped first.
 */
const AGENTS_KEPT = 500;
const NAME = /^(\d+)\.json$/;

/**
 * Stores the reports of every agent in the app's own folder: one folder per agent, one JSON file per report, named by
 * its start time. Reports are not on the engine: like the audit, a report is evidence, and a compromised engine must
 * not store it.
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

  /** Lists the readable reports, the newest first; logs the unreadable ones. */
  async all(agentId: string): Promise<VerificationReport[]> {
    const folder = this.#folderOf(agentId);
    const reports: VerificationReport[] = [];
    for (const time of await this.#times(folder)) {
      const report = await this.#read(folder, time);
      if (report?.agentId === agentId) reports.push(report);
    }
    return reports;
  }

  /** The newest report; null when the agent was never verified. */
  async last(agentId: string): Promise<VerificationReport | null> {
    return (await this.all(agentId))[0] ?? null;
  }

  /** The newest report of each agent. */
  async newest(): Promise<VerificationReport[]> {
    const reports: VerificationReport[] = [];
    for (const name of await listOf(this.#folder)) {
      const folder = join(this.#folder, name);
      for (const time of await this.#times(folder)) {
        const report = await this.#read(folder, time);
        if (!report) continue;
        reports.push(report);
        break;
      }
    }
    return reports;
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

  /** Start times, the newest first. */
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

  /** Validates the id, because it comes from a label on the engine, which any program there can write. */
  #folderOf(agentId: string): string {
    return join(this.#folder, encodeURIComponent(agentId).replaceAll('.', '%2E').slice(0, 200));
  }
}

/** Lists a folder; empty when it does not exist or is not a folder. */
async function listOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(String(error.code)))
      return [];
    throw error;
  }
}
