/** Deeper paths are refused: each part is opened by itself. */
const MAXIMUM_DEPTH = 200;

/**
 * The parts of a tar entry's name below the archive's first folder. Undefined for a name that leads elsewhere, or that
 * this system would read in another way.
 */
export function entryParts(name: string, platform: NodeJS.Platform = process.platform): string[] | undefined {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (name.startsWith('/') || parts.length === 0 || parts.length > MAXIMUM_DEPTH) return undefined;
  const isUnsafe = (part: string) =>
    part === '..' || part.includes('\0') || (platform === 'win32' && /[\\:*?"<>|]|[. ]$/.test(part));
  return parts.some(isUnsafe) ? undefined : parts.slice(1);
}

/**
 * Whether a symlink in this folder of a copied tree stays inside of the tree, whatever other such links are in it: it
 * goes up only at its beginning, where folders are real, and never above the tree.
 */
export function staysInside(folder: readonly string[], target: string): boolean {
  if (target === '' || target.startsWith('/') || target.includes('\0')) return false;
  const parts = target.split('/').filter((part) => part !== '' && part !== '.');
  const up = parts.findIndex((part) => part !== '..');
  const steps = up < 0 ? parts.length : up;
  return steps <= folder.length && !parts.slice(steps).includes('..');
}
