import { realpath } from 'node:fs/promises';
import { withFile } from '../../../lib/host-directory/host-file.ts';
import { attempt } from './walk.ts';

/** The largest file that is read: an index of git with a million files. */
const MAXIMUM_BYTES = 128 * 1024 * 1024;

/**
 * Reads a regular file below a folder, whose own path may lead through links; undefined when there is none that can be
 * read. An agent may have written the folder: no link below it is followed, and no pipe can block the app.
 */
export async function readBelow(folder: string, path: string): Promise<Buffer | undefined> {
  const content = await attempt(async () =>
    withFile(await realpath(folder), path, async (file) =>
      (await file.stat()).size > MAXIMUM_BYTES ? undefined : await file.readFile(),
    ),
  );
  return Buffer.isBuffer(content) ? content : undefined;
}

/** The same as text; empty when there is none. */
export async function readTextBelow(folder: string, path: string): Promise<string> {
  return (await readBelow(folder, path))?.toString('utf8') ?? '';
}
