import { FOLDER_MOUNT } from './mounts.ts';
import { PREPARE } from './prepare.ts';

/** Arguments: kind of base. Prints the lines added and removed of every changed path, NUL-separated. */
export const COUNTS = `${PREPARE}
exec git diff-index --numstat -z --ignore-submodules=dirty --no-renames --no-ext-diff --no-textconv "$base"
`;

/** Arguments: kind of base, most bytes of output, path. Ends with 4 when the path is not in the base. */
export const DIFF = `${PREPARE}
[ "$kind" != empty ] && git ls-tree "$base" -- "$3" | grep -qE '^[0-7]+ (blob|commit) ' || exit 4
git -c core.bigFileThreshold=65m diff-index -p --ignore-submodules=dirty --full-index --no-color --no-renames --no-ext-diff --no-textconv "$base" -- "$3" | head -c "$2"
`;

/** Arguments: kind of base, path. Prints the path's content in the base; ends with 4 when it has none. */
export const BASE_CONTENT = `${PREPARE}
[ "$kind" != empty ] || exit 4
object=$(git ls-tree "$base" -- "$2" | grep -E '^[0-7]+ blob ' | cut -c 13- | cut -f 1)
[ -n "$object" ] || exit 4
exec git cat-file blob "$object"
`;

/** Arguments: path, most bytes. Prints a regular file's content, or where a symlink points. */
export const CONTENT = `
set -eu
cd ${FOLDER_MOUNT}
if [ -L "./$1" ]; then exec readlink -n -- "./$1"; fi
[ -f "./$1" ] || exit 4
exec head -c "$2" -- "./$1"
`;

/**
 * Arguments: path. Standard input: another old content. Prints the difference from the base to it. For the host's side.
 */
export const DIFF_WITH_INPUT = `${PREPARE}
mkdir -p /tmp/sides
git ls-tree "$base" -- "$3" | grep -E '^[0-7]+ blob ' | cut -c 13- | cut -f 1 | xargs -r git cat-file blob >/tmp/sides/$$.old
cat >/tmp/sides/$$.new
git diff --no-index --text --full-index --no-color --no-ext-diff --no-textconv -- /tmp/sides/$$.old /tmp/sides/$$.new | head -c "$2" || true
rm -f /tmp/sides/$$.old /tmp/sides/$$.new
`;

/** Standard input: NUL-terminated names of regular files. Prints them as an archive, in that order. */
export const TAR = `
cd ${FOLDER_MOUNT}
exec tar --null --verbatim-files-from --no-recursion --hard-dereference --format=posix -cf - -T -
`;
