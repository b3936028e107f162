import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type VerificationReport, verificationReportSchema } from '../../contract/isolation.ts';
import type { Logger } from '../../lib/logger.ts';

/** The newest report of every agent, one JSON file each, in the app's own folder. */
export class VerificationReports {
  readonly #folder: string;
  readonly #logger: Logger;

  constructor({ dataPath, logger }: { dataPath: string; logger: Logger }) {
    this.#folder = join(dataPath, 'verification');
    this.#logger = logger;
  }

  async save(report: VerificationReport): Promise<void> {
    const path = this.#pathOf(report.agentId);
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeFile(`${path}.new`, JSON.stringify(report, null, 2));
    await rename(`${path}.new`, path);
  }

  /** null when the agent was never verified, or its report cannot be read (which the log tells). */
  async last(agentId: string): Promise<VerificationReport | null> {
    try {
      return verificationReportSchema.parse(JSON.parse(await readFile(this.#pathOf(agentId), 'utf8')));
    } catch (error) {
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!missing) this.#logger.warn('a verification report cannot be read', { agentId, error });
      return null;
    }
  }

  /** Ids come from labels on the engine, which anybody may have written. */
  #pathOf(agentId: string): string {
    return join(this.#folder, `${encodeURIComponent(agentId).replaceAll('.', '%2E').slice(0, 200)}.json`);
  }
}
