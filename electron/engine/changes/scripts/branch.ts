import { BASELINE_PATH } from '../../workspace/baseline.ts';
import { FOLDER_MOUNT } from './mounts.ts';
import { COPY_SETTINGS, KEEP_HIDDEN } from './prepare.ts';

/** Exit codes of `BRANCH`. */
export const NO_COMMITS = 5;
export const NO_COMMON_COMMIT = 6;
export const NOTHING_TO_COMMIT = 7;
export const IGNORED_COMMITTED = 8;

/**
 * Arguments: author's name, author's address, message. Standard input: commits of the host's repository, the newest
 * first. Prints the newest commit's id on a line, and then a pack of the agent's commits and of one more for what it has
 * not committed. The folder's own hooks, filters and signing are not looked up.
 */
export const BRANCH = `
set -eu
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_ATTR_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0
export GIT_NO_REPLACE_OBJECTS=1 GIT_NO_LAZY_FETCH=1 HOME=/tmp LC_ALL=C
export GIT_AUTHOR_NAME="$1" GIT_AUTHOR_EMAIL="$2" GIT_COMMITTER_NAME="$1" GIT_COMMITTER_EMAIL="$2"
[ -d ${FOLDER_MOUNT}/.git ] && [ ! -L ${FOLDER_MOUNT}/.git ] || exit 5
head=$(git --git-dir=${FOLDER_MOUNT}/.git rev-parse -q --verify HEAD) || exit 5
format=sha1
[ "\${#head}" -ne 64 ] || format=sha256
git_dir=${BASELINE_PATH}/branch.git
trap 'rm -rf "$git_dir"' EXIT
rm -rf "$git_dir"
git init -q --bare --template= --object-format=$format "$git_dir"
git --git-dir="$git_dir" config core.bare false
echo ${FOLDER_MOUNT}/.git/objects >"$git_dir/objects/info/alternates"
common=${FOLDER_MOUNT}/.git
${COPY_SETTINGS}
copy_settings
export GIT_DIR="$git_dir" GIT_WORK_TREE=${FOLDER_MOUNT}
base=
while read -r commit; do
  if git cat-file -e "$commit^{commit}" 2>/dev/null; then base=$commit; break; fi
done
[ -n "$base" ] || exit 6
cd ${FOLDER_MOUNT}
git read-tree "$head"
${KEEP_HIDDEN}
git add -A
tree=$(git write-tree)
commit=$head
if [ "$tree" != "$(git rev-parse "$head^{tree}")" ]; then
  commit=$(printf '%s' "$3" | git commit-tree "$tree" -p "$head")
fi
[ "$commit" != "$base" ] && [ "$(git rev-list --count "$commit" "^$base")" -gt 0 ] || exit 7
# A list of changes does not show what .gitignore leaves out, so no commit of a branch brings it in.
git log -m -z --format= --no-renames --no-ext-diff --name-only --diff-filter=A "$base..$commit" |
  sed -z -e 's/^\\n*//' -e '/^$/d' >/tmp/new
git check-ignore -z --no-index --stdin </tmp/new >/tmp/ignored || [ $? = 1 ]
if [ -s /tmp/ignored ]; then
  tr '\\0' '\\n' </tmp/ignored | head -n 20 >&2
  exit ${IGNORED_COMMITTED}
fi
printf '%s\\n' "$commit"
printf '%s\\n^%s\\n' "$commit" "$base" | git pack-objects -q --revs --thin --stdout --delta-base-offset
`;
