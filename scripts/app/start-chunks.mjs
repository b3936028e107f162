/**
 * Puts what a page imports at its start into one chunk, and what another page imports, too, into a second: each file of a
 * page is a request to the main process, which also shows the window.
 * @param {{ page: string, other: string }} entries paths of modules
 */
export function startChunks({ page, other }) {
  /** @type {Map<string, Set<string>>} */
  const found = new Map();
  const imports = (entry, context) => {
    if (!found.has(entry)) found.set(entry, importedBy(entry, context));
    return found.get(entry);
  };
  const name = (id, context) => {
    // The page's own chunk stays its only script.
    if (id === page || !imports(page, context).has(id)) return null;
    return imports(other, context).has(id) ? 'shared' : 'start';
  };
  return { groups: [{ name, debugName: 'start' }] };
}

/** The modules that one imports, by way of others as well, itself included. */
function importedBy(entry, context) {
  const ids = new Set([entry]);
  for (const id of ids)
    for (const imported of context.getModuleInfo(id)?.importedIds ?? []) ids.add(imported);
  return ids;
}
