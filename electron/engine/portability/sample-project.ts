import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppFailure } from '../../contract/error.ts';

/** Writes the sample project into a new folder. Throws `invalid-input` when something is there, or it cannot be written. */
export async function writeSampleProject(assetsPath: string, folder: string): Promise<void> {
  if (!(await makeFolder(folder)))
    throw new AppFailure({ type: 'invalid-input', message: `${folder} exists already: name a new folder.` });
  await fill(assetsPath, folder);
}

/** Writes the sample project into a new folder below `parent`, and returns its path. */
export async function newSampleProject(assetsPath: string, parent: string): Promise<string> {
  await mkdir(parent, { recursive: true }).catch((error: unknown) => {
    throw unwritable(parent, error);
  });
  for (let number = 1; ; number++) {
    const folder = join(parent, number === 1 ? 'sample-project' : `sample-project-${number}`);
    if (!(await makeFolder(folder))) continue;
    await fill(assetsPath, folder);
    return folder;
  }
}

/** Returns false when something is in its place. */
async function makeFolder(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw unwritable(folder, error);
  }
}

function fill(assetsPath: string, folder: string): Promise<void> {
  return cp(join(assetsPath, 'sample-project'), folder, { recursive: true }).catch((error: unknown) => {
    throw unwritable(folder, error);
  });
}

function unwritable(folder: string, error: unknown): AppFailure {
  return new AppFailure({
    type: 'invalid-input',
    message: `The sample project cannot be written to ${folder}.`,
    raw: String(error),
  });
}
