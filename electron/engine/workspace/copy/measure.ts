import { gitRules } from './git-ignore.ts';
import { walkFolder } from './walk.ts';

export interface FolderSize {
  files: number;
  bytes: number;
  /** The count stopped early: the real numbers are at least these. */
  isPartial: boolean;
}

/** Measures the content of a folder's copy. Stops early above `maxFiles`. */
export async function measureFolder(
  path: string,
  options: { respectGitignore: boolean; home: string; maxFiles: number; signal: AbortSignal },
): Promise<FolderSize> {
  const ignore = options.respectGitignore ? await gitRules(path, options.home) : undefined;
  const size = { files: 0, bytes: 0, isPartial: false };
  const walk = { signal: options.signal, onProblem: () => undefined, ...(ignore ? { ignore } : {}) };
  for await (const { kind, stats } of walkFolder(path, walk)) {
    size.files += 1;
    if (kind === 'file') size.bytes += Math.min(Number(stats.size), Number(stats.blocks) * 512 || Infinity);
    if (size.files >= options.maxFiles) return { ...size, isPartial: true };
  }
  return size;
}
