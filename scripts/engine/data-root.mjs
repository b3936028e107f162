import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from '../setup/processes.mjs';

/**
 * The data folder for an engine that starts. An engine with a name of its own has its own. Those of checkouts share a few
 * folders, one after the other, because a new clone would otherwise pull and build every image again: engine 2 takes
 * the folder that engine 2 of another checkout left, and another one if that engine still runs. A start removes
 * everything but images from it.
 * @param {{ folder: string, roots: string, worker?: number }} place
 * @param {string} version of the engine
 * @param {string | undefined} variant
 */
export function chooseDataRoot(place, version, variant) {
  const kind = ['root', version, variant].filter(Boolean).join('-');
  if (place.worker === undefined) return join(place.folder, kind);
  for (let copy = 1; ; copy++) {
    const root = join(place.roots, `${kind}-${place.worker}${copy === 1 ? '' : `.${copy}`}`);
    if (!isTaken(root)) return root;
  }
}

/** Records which process uses a data folder, until it ends. */
export function takeDataRoot(root, { pid, startTicks }) {
  writeFileSync(ownerFile(root), JSON.stringify({ pid, startTicks }));
}

function isTaken(root) {
  return existsSync(ownerFile(root)) && isRunning(JSON.parse(readFileSync(ownerFile(root), 'utf8')));
}

function ownerFile(root) {
  return `${root}.owner`;
}
