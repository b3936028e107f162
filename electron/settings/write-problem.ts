const PROBLEMS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Make room on it',
  EDQUOT: 'your quota on that disk is used up. Make room there',
  EROFS: 'the disk is read-only. Make it writable',
  EACCES: 'you may not write there. Change the rights of the folder',
  EPERM: 'you may not write there. Change the rights of the folder',
  EIO: 'the disk does not work. Look after it',
};

/** Why a file cannot be written, and what to do about it: the end of a sentence and another one, without its full stop. */
export function writeReason(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return PROBLEMS[code ?? ''] ?? 'the folder cannot be written. Look after it';
}

/** Why one of the app's files cannot be written, and what to do about it: the end of a sentence and another one. */
export function writeProblem(error: unknown): string {
  return `${writeReason(error)}; until then, changes last until you quit.`;
}
