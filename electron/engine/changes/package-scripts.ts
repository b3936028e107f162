/**
 * Which scripts of a package manifest are new, other ones or gone, in words; undefined when none. A manifest that cannot
 * be read counts as one that may hold any.
 */
export function changedScripts(old: Uint8Array | undefined, now: Uint8Array | undefined): string | undefined {
  const before = old === undefined ? {} : scriptsIn(old);
  const after = now === undefined ? {} : scriptsIn(now);
  if (after === undefined) return 'Cannot be read as a package manifest';
  const names = Object.keys(after).filter((name) => before?.[name] !== after[name]);
  if (names.length === 0) return undefined;
  const shown = names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '');
  return `Other scripts: ${shown}`;
}

function scriptsIn(manifest: Uint8Array): Record<string, string> | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(manifest).toString('utf8'));
    if (typeof parsed !== 'object' || parsed === null || !('scripts' in parsed)) return {};
    const { scripts } = parsed;
    if (typeof scripts !== 'object' || scripts === null) return {};
    return Object.fromEntries(Object.entries(scripts).map(([name, line]) => [name, JSON.stringify(line)]));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
