import { mustRun } from '../snapshot-images/volume-copy.ts';
import type { OpenToolbox } from '../toolbox/open-toolbox.ts';

/**
 * The folder inside a volume in which a restoration prepares the new content. It is on the volume's own file system, so
 * the swap only renames: it is quick, and cannot run out of space. It contains
 * new/     the new content, until the swap
 * old/     the previous content, from the swap until the end of the restoration
 * times    the previous time of the volume's root
 * moving   exists once all previous content has been moved away
 * done     exists once the new content is final
 */
export const STAGE = '.bulkhead-restore';

/**
 * Prepares an empty folder for the new content and resolves to its path. The volume is mounted at `root`. First swaps
 * back the content of an interrupted restoration.
 */
export async function openStage(open: OpenToolbox, root: string, signal: AbortSignal): Promise<string> {
  await swapBack(open, root, signal);
  await mustRun(open, ['sh', '-c', OPEN, 'sh', root], signal);
  return `${root}/${STAGE}/new`;
}

/** Replaces the previous content by the new one. Can be undone at any point, even half-way. */
export async function swapIn(open: OpenToolbox, root: string, signal: AbortSignal): Promise<void> {
  await mustRun(open, ['sh', '-c', SWAP_IN, 'sh', root], signal);
}

/** Restores the previous content at any stage of the swap; no error without a swap, or after its end. */
export async function swapBack(open: OpenToolbox, root: string, signal: AbortSignal): Promise<void> {
  await mustRun(open, ['sh', '-c', SWAP_BACK, 'sh', root], signal);
}

/** Makes the new content final: deletes the previous one. */
export async function closeStage(open: OpenToolbox, root: string, signal: AbortSignal): Promise<void> {
  await mustRun(open, ['sh', '-c', CLOSE, 'sh', root], signal);
}

/**
 * `move` moves everything but the stage, whatever its name; `dress` copies a folder's owner and permissions to another.
 */
const COMMON = `
set -e
stage="$1/${STAGE}"
move() { find "$1" -mindepth 1 -maxdepth 1 ! -path "$stage" -exec mv -t "$2" -- {} +; }
dress() { chown --reference="$1" -- "$2"; chmod --reference="$1" -- "$2"; }
`;
const OPEN = `${COMMON}
touch -r "$1" /tmp/times
mkdir -m 700 -- "$stage"
mkdir -- "$stage/new" "$stage/old"
touch -r /tmp/times "$stage/times"
`;
const SWAP_IN = `${COMMON}
touch -r "$stage/new" /tmp/times
dress "$1" "$stage/old"
touch "$stage/dressed"
move "$1" "$stage/old"
touch "$stage/moving"
move "$stage/new" "$1"
dress "$stage/new" "$1"
touch -r /tmp/times -- "$1"
`;
const SWAP_BACK = `${COMMON}
[ -d "$stage" ] || exit 0
if [ -e "$stage/done" ]; then rm -rf -- "$stage"; exit 0; fi
if [ -e "$stage/moving" ]; then move "$1" "$stage/new"; rm -f "$stage/moving"; fi
if [ -e "$stage/dressed" ]; then move "$stage/old" "$1"; dress "$stage/old" "$1"; fi
if [ -e "$stage/times" ]; then touch -r "$stage/times" /tmp/times; else touch -r "$1" /tmp/times; fi
rm -rf -- "$stage"
touch -r /tmp/times -- "$1"
`;
const CLOSE = `${COMMON}
[ -d "$stage" ] || exit 0
touch "$stage/done"
touch -r "$1" /tmp/times
rm -rf -- "$stage"
touch -r /tmp/times -- "$1"
`;
