import { AppFailure } from '../../contract/error.ts';
import type { VerificationReport } from '../../contract/isolation.ts';
import { writeAtomically } from '../../lib/atomic-write.ts';
import { verificationPage } from './verification-page.ts';

/**
 * Writes a report to a file: as JSON when the name ends so, else as a page. The file appears under its name only when
 * it is complete. Rejects with `invalid-input` on the field `path` when writing fails.
 */
export async function saveReport(
  path: string,
  report: VerificationReport,
  about: { agentName: string; appVersion: string },
): Promise<void> {
  const text = path.toLowerCase().endsWith('.json')
    ? `${JSON.stringify({ ...report, ...about }, null, 2)}\n`
    : verificationPage(report, about);
  try {
    await writeAtomically(path, text);
  } catch (error) {
    throw new AppFailure({
      type: 'invalid-input',
      field: 'path',
      message: `The report cannot be saved to ${path}. Choose another place.`,
      raw: String(error),
    });
  }
}
