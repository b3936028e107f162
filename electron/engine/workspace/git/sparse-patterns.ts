const BEGIN = '# Hidden from agents by Bulkhead';
const END = '# End of what Bulkhead hides';

/** Whether these settings make git use the patterns by themselves. */
export function isSparse(config: string): boolean {
  return /^[ \t]*sparseCheckout[ \t]*=[ \t]*(?:true|yes|on|1)\b/im.test(config);
}

/**
 * The text of `info/sparse-checkout` with which git leaves these paths of the work tree alone, also when it changes to
 * other commits (git-sparse-checkout(1), "non-cone"). What a person wrote there stays; `inUse` tells whether it counts.
 * Without paths, it is only what the person wrote; undefined when there is nothing. Pure.
 */
export function sparsePatterns(text: string, paths: readonly string[], inUse: boolean): string | undefined {
  const own = ownLines(text);
  if (paths.length === 0) return own === '' ? undefined : own;
  // Patterns that are not in use may be left over from another time.
  const all = inUse ? [] : ['/*', '/**'];
  // A pattern for a folder decides about files in it only where no other one does.
  const hidden = paths.flatMap((path) => {
    const pattern = `!/${path.replaceAll(/[\\*?[\] #!]/g, '\\$&')}`;
    return path.endsWith('/') ? [pattern, `${pattern}**`] : [pattern];
  });
  const ended = own === '' || own.endsWith('\n') ? own : `${own}\n`;
  return `${ended}${[BEGIN, ...all, ...hidden, END].join('\n')}\n`;
}

/** The text without our own lines. */
function ownLines(text: string): string {
  const lines = text.split('\n');
  const begin = lines.indexOf(BEGIN);
  const end = lines.indexOf(END, begin);
  if (begin >= 0 && end >= 0) lines.splice(begin, end - begin + 1);
  return lines.join('\n');
}

/** Settings with which git uses the patterns, and leaves what lies at such a path as it is. */
export const SPARSE_SETTINGS: readonly (readonly [name: string, value: string])[] = [
  ['core.sparseCheckout', 'true'],
  ['core.sparseCheckoutCone', 'false'],
  ['sparse.expectFilesOutsideOfPatterns', 'true'],
];
