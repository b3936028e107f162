import { stat, writeFile } from 'node:fs/promises';
import { writeAtomically } from '../../lib/atomic-write.ts';

/**
 * Writes a file that a person named, whole or not at all, and readable by them alone. An agent may have written to the
 * folder meanwhile, so a link in its place is replaced and not followed; a device or a pipe, such as /dev/stdout, is
 * written to.
 */
export async function writeOutputFile(path: string, text: string): Promise<void> {
  const present = await stat(path).catch(() => undefined);
  if (present && !present.isFile() && !present.isDirectory()) await writeFile(path, text);
  else await writeAtomically(path, text);
}
