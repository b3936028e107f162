import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';

const MAXIMUM_BYTES = 2 * 1024 * 1024;

/** Appends lines to `main.log`, keeping one older file. A log that cannot be written never stops the app. */
export function createLogFile(folder: string): (line: string) => void {
  const path = join(folder, 'main.log');
  let writing: Promise<void> = mkdir(folder, { recursive: true }).then(() => undefined);
  const append = async (line: string) => {
    const size = await stat(path).then(
      (stats) => stats.size,
      () => 0,
    );
    if (size > MAXIMUM_BYTES) await rename(path, `${path}.1`);
    await appendFile(path, `${line}\n`, { mode: 0o600 });
  };
  return (line) => {
    writing = writing.then(() => append(line)).catch(() => undefined);
  };
}
