import { mustRun } from '../snapshot-images/volume-copy.ts';
import type { OpenToolbox } from '../toolbox/open-toolbox.ts';

/**
 * The folder inside a volume in which a restoration prepares the new content. It is on the volume's own file system,
 * so that old and new change places by renaming: quick, and without a byte that could find no room. It holds
 *   new/     the content to come, until it is in place
 *   old/     the content that was there, from the swap until the restoration is over
 *   times    the time of the volume's root, as it was
 *   moving   exists once all old content is out of the way
 *   done     exists once the new content is there to stay
 */
export const STAGE = '.bulkhead-restore';

/**
 * Prepares an empty place for the new content; resolves to it. The volume is mounted at `root`. What a restoration
 * that was cut off left there is brought back first.
 */
export async function openStage(open: OpenToolbox, root: string, signal: AbortSignal): Promise<string> {
  await swapBack(open, root, signal);
  await mustRun(open, ['sh', '-c', OPEN, 'sh', root], signal);
  return `${root}/${STAGE}/new`;
}

/** Puts the new content in the place of the old one. May be undone at any point, also half-way. */
export async function swapIn(open: OpenToolbox, root: string, signal: AbortSignal): Promise<void> {
  await mustRun(open, ['sh', '-c', SWAP_IN, 'sh', root], signal);
}

/** Brings the old content back, however far the swap got; no error when there was none, or when it is over. */
export async function swapBack(open: OpenToolbox, root: string, signal: AbortSignal): Promise<void> {
  await mustRun(open, ['sh', '-c', SWAP_BACK, 'sh', root], signal);
}

/** The new content stays: forgets the old one. */
export async function closeStage(open: OpenToolbox, root: string, signal: AbortSignal): Promise<void> {
  await mustRun(open, ['sh', '-c', CLOSE, 'sh', root], signal);
}

/** `move` takes everything but the stage, whatever its name; `dress` gives a folder another one's owner and rights. */
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
