import { AppFailure } from '../../../contract/error.ts';

const WHY: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full.',
  EDQUOT: 'Your quota on that disk is used up.',
  EROFS: 'The disk is read-only.',
  EACCES: 'You may not write there.',
  EPERM: 'You may not write there.',
  ENAMETOOLONG: 'A name is too long for that disk.',
  EILSEQ: 'That disk cannot store a file of this name.',
};

/** The file system's error for a person; other errors as they are. */
export function hostFailure(error: unknown, folder: string): unknown {
  if (!(error instanceof Error && 'code' in error) || error instanceof AppFailure) return error;
  return new AppFailure({
    type: 'workspace-unwritable',
    message: `${WHY[String(error.code)] ?? 'The file system refused.'} Nothing in ${folder} was changed.`,
    raw: error.message,
    actions: [{ kind: 'retry', label: 'Try again' }],
  });
}

export function changedOnHost(path: string): AppFailure {
  return new AppFailure({
    type: 'conflict',
    message: `“${path}” was changed in the host folder meanwhile. Nothing was touched.`,
    actions: [{ kind: 'retry', label: 'Look again' }],
  });
}
