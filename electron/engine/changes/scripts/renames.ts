import { PREPARE } from './prepare.ts';

/**
 * Two trees of a few files, without anything else: what git compares by content, and not by the place. What is new is
 * written beside the git directory and removed at the end.
 */
const TWO_TREES = `
export GIT_OBJECT_DIRECTORY=/tmp/renames.$$/objects GIT_ALTERNATE_OBJECT_DIRECTORIES="$git_dir/objects"
export GIT_INDEX_FILE=/tmp/renames.$$/index
trap 'rm -rf /tmp/renames.$$' EXIT
mkdir -p "$GIT_OBJECT_DIRECTORY"
tree_of_new() {
  rm -f "$GIT_INDEX_FILE"
  git update-index --add -z --stdin
  git write-tree
}
tree_of_old() {
  rm -f "$GIT_INDEX_FILE"
  git update-index -z --index-info
  git write-tree
}
`;

/**
 * Arguments: kind of base. Standard input: a length in bytes on a line, then so many bytes of "mode object<TAB>path" of deleted files, then names
 * of new ones, NUL-terminated. Prints the renames among them with their lines, as \`git diff-tree --numstat -z\`.
 */
export const SIMILAR = `${PREPARE}${TWO_TREES}
read -r bytes
head -c "$bytes" >/tmp/renames.$$/old
old=$(tree_of_old </tmp/renames.$$/old)
new=$(tree_of_new)
git diff-tree -r -M -l0 --diff-filter=R --numstat -z --no-ext-diff --no-textconv "$old" "$new"
`;

/** Arguments: kind of base, most bytes of output, path in the base, path now. Ends with 4 when either is not there. */
export const RENAME_DIFF = `${PREPARE}${TWO_TREES}
[ -e "./$4" ] || [ -L "./$4" ] || exit 4
git ls-tree -z "$base" -- "$3" >/tmp/renames.$$/old
[ -s /tmp/renames.$$/old ] || exit 4
old=$(tree_of_old </tmp/renames.$$/old)
new=$(printf '%s\\0' "$4" | tree_of_new)
object() { git ls-tree -r "$1" | cut -d ' ' -f 3 | cut -f 1; }
# git prints no ids where the contents are equal.
[ "$(object "$old")" != "$(object "$new")" ] || printf 'index %s..%s\\n' "$(object "$old")" "$(object "$new")"
git diff-tree -r -p -M01% --full-index --no-color --no-ext-diff --no-textconv "$old" "$new" | head -c "$2"
`;
