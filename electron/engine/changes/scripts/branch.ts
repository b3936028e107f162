import { WORKSPACE_PATH } from '../../objects/paths.ts';
import { BASELINE_PATH } from '../../workspace/baseline.ts';
import { FOLDER_MOUNT } from './mounts.ts';
import { COPY_SETTINGS, KEEP_HIDDEN } from './prepare.ts';
import { NESTED } from './submodules.ts';

/** Exit codes of `BRANCH`. */
export const NO_COMMITS = 5;
export const NO_COMMON_COMMIT = 6;
export const NOTHING_TO_COMMIT = 7;
export const IGNORED_COMMITTED = 8;

/** Where the agent's copy of a repository is: PLACE is the path of a submodule, "" for the folder's own. */
const FIND_REPOSITORY = `
place=${FOLDER_MOUNT}\${PLACE:+/$PLACE}
repository=$place/.git
[ ! -L "$repository" ] && [ -e "$repository" ] || exit 5
if [ -n "$PLACE" ] && [ -f "$repository" ]; then
  at=$(sed -n 's/^gitdir: //p' "$repository" | head -n 1)
  case $at in
    ${WORKSPACE_PATH}/*) repository=${FOLDER_MOUNT}/\${at#${WORKSPACE_PATH}/} ;;
    /*) exit 5 ;;
    *) repository=$place/$at ;;
  esac
fi
[ -d "$repository" ] || exit 5
`;

/** Prints the paths of submodules that are checked out in the agent's copy, the inner ones first, NUL-terminated. */
export const SUBMODULES = `
set -eu
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null HOME=/tmp LC_ALL=C
submodules() (
  PLACE=$1
  ${FIND_REPOSITORY}
  git --git-dir="$repository" ls-tree -r -z HEAD | grep -z '^160000 ' | cut -z -f 2- | tr '\\0' '\\n' |
    while IFS= read -r link; do
      path=\${1:+$1/}$link
      [ -e "${FOLDER_MOUNT}/$path/.git" ] || continue
      submodules "$path" || true
      printf '%s\\0' "$path"
    done
)
submodules '' || true
`;

/**
 * Arguments: author's name, author's address, message. PLACE: the submodule, "" for the folder's own repository. LINKS:
 * lines of a commit and a submodule of this repository. Standard input: commits of the host's repository, the newest
 * first. Prints the newest commit's id on a line, and then a pack of the agent's commits and of one more for what it has
 * not committed. The folder's own hooks, filters and signing are not looked up.
 */
export const BRANCH = `${NESTED}
set -eu
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_ATTR_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0
export GIT_NO_REPLACE_OBJECTS=1 GIT_NO_LAZY_FETCH=1 HOME=/tmp LC_ALL=C
export GIT_AUTHOR_NAME="$1" GIT_AUTHOR_EMAIL="$2" GIT_COMMITTER_NAME="$1" GIT_COMMITTER_EMAIL="$2"
${FIND_REPOSITORY}
head=$(git --git-dir="$repository" rev-parse -q --verify HEAD) || exit 5
format=sha1
[ "\${#head}" -ne 64 ] || format=sha256
git_dir=${BASELINE_PATH}/branch.git
trap 'rm -rf "$git_dir"' EXIT
rm -rf "$git_dir"
git init -q --bare --template= --object-format=$format "$git_dir"
git --git-dir="$git_dir" config core.bare false
echo "$repository/objects" >"$git_dir/objects/info/alternates"
common=$repository
${COPY_SETTINGS}
copy_settings
export GIT_DIR="$git_dir" GIT_WORK_TREE="$place"
base=
while read -r commit; do
  if git cat-file -e "$commit^{commit}" 2>/dev/null; then base=$commit; break; fi
done
[ -n "$base" ] || exit 6
cd "$place"
git read-tree "$head"
${KEEP_HIDDEN}
# Repositories that the agent made inside come as files, as the list of changes shows them.
git ls-files -z -o --exclude-standard | grep -z '/$' >/tmp/inside || true
{ printf '.\\0'; sed -z 's/^/:(exclude,literal)/' /tmp/inside; } | git add -A --pathspec-from-file=- --pathspec-file-nul
expand_nested /tmp/inside
grep -zv '/$' /tmp/inside | git update-index --add -z --stdin
printf '%s\\n' "$LINKS" | while read -r id path; do
  [ -z "$id" ] || git update-index --add --cacheinfo "160000,$id,$path"
done
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
