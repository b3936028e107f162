import {
  BASELINE_REF,
  BASELINE_REPOSITORY,
  BYTES_AS_THEY_ARE,
  HIDDEN_FILES_PATH,
  NOTHING_HIDDEN,
} from '../../workspace/baseline.ts';
import { FOLDER_MOUNT } from './mounts.ts';
import { FLATTEN } from './submodules.ts';

/**
 * What runs in the toolbox. The folder's own git settings are the agent's to write and can make git run programs, so
 * git is pointed at a git directory of ours that only borrows the folder's objects: no hook, filter, fsmonitor, textconv
 * or external diff is ever looked up there. Names travel NUL-separated, because they may hold any other byte.
 */

/**
 * Where the git directory is mounted that a work tree or submodule shares with others. LINKED is the path below it of the
 * folder's own part, "" for a submodule.
 */
export const COMMON_MOUNT = '/repository';
const BASELINE = BASELINE_REPOSITORY;

/** git's settings in a directory of ours, whatever the folder says. Files above the limit count as binary. */
const ENVIRONMENT = `
set -eu
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_ATTR_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0
export GIT_LITERAL_PATHSPECS=1 GIT_NO_REPLACE_OBJECTS=1 GIT_NO_LAZY_FETCH=1 HOME=/tmp LC_ALL=C
kind=$1
git_dir=/tmp/$kind.git
common=${FOLDER_MOUNT}/.git
repository=$common
if [ -n "\${LINKED+set}" ]; then
  common=${COMMON_MOUNT}
  repository=$common/$LINKED
fi
`;

/** Settings that change which bytes are equal are the only ones that are taken over from the folder. */
export const COPY_SETTINGS = `
copy_settings() {
  for name in core.autocrlf core.eol core.filemode core.symlinks core.ignorecase; do
    value=$(git config --file "$common/config" --no-includes --get $name 2>/dev/null) || continue
    git --git-dir="$git_dir" config $name "$value"
  done
}
`;

/** Keeps what the agent does not see, and git tracks, from counting as deleted. Not all of it need be in the index. PLACE: the
 * submodule that is looked at. */
export const KEEP_HIDDEN = `{ [ ! -s ${HIDDEN_FILES_PATH} ] || sed -z -n "s|^$(printf '%s' "\${PLACE:+$PLACE/}" | sed 's/[][&|\\\\.*^$]/\\\\&/g')||p" ${HIDDEN_FILES_PATH} | xargs -0 -r -n 1 git update-index --skip-worktree -- 2>/dev/null || true; }`;

/**
 * Defines `base`, the commit or tree to compare with (`commit`: without the content of submodules), and makes the git directory of that kind. Ends with 3 when there
 * is no such base.
 */
export const PREPARE = `${ENVIRONMENT}${COPY_SETTINGS}${FLATTEN}
base=
case $kind in
  head)
    [ -d "$repository" ] && [ ! -L "$repository" ] || exit 3
    base=$(git --git-dir="$repository" rev-parse -q --verify HEAD) || base=
    ;;
  baseline)
    [ -f ${BASELINE}/HEAD ] || exit 3
    base=$(git --git-dir=${BASELINE} rev-parse -q --verify ${BASELINE_REF}) || exit 3
    ;;
esac
format=sha1
[ "\${#base}" -ne 64 ] || format=sha256
if [ ! -d "$git_dir" ]; then
  git init -q --bare --template= --object-format=$format "$git_dir"
  git --git-dir="$git_dir" config core.bare false
  git --git-dir="$git_dir" config core.bigFileThreshold 16m
  git --git-dir="$git_dir" config gc.auto 0
  mkdir -p "$git_dir/info"
  case $kind in
    head)
      copy_settings
      # Line ends are as the repository says; nothing else of a file may look other than it is.
      echo '${NOTHING_HIDDEN}' >"$git_dir/info/attributes"
      echo "$common/objects" >"$git_dir/objects/info/alternates"
      ;;
    baseline)
      echo ${BASELINE}/objects >"$git_dir/objects/info/alternates"
      # The baseline holds bytes as they were: nothing is converted.
      echo '${BYTES_AS_THEY_ARE}' >"$git_dir/info/attributes"
      ;;
  esac
fi
export GIT_DIR="$git_dir" GIT_WORK_TREE=${FOLDER_MOUNT}
cd ${FOLDER_MOUNT}
commit=$base
[ "$kind" != head ] || [ -z "$base" ] || flatten "$base"
[ -n "$base" ] || base=$(git hash-object -t tree /dev/null)
if [ "$(cat "$git_dir/read" 2>/dev/null || true)" != "$base" ]; then
  # With -m what is known of the files' times stays; an index that cannot be merged is built again.
  [ "$kind" = empty ] || git read-tree -m "$base" 2>/dev/null || { rm -f "$git_dir/index"; git read-tree "$base"; }
  echo "$base" >"$git_dir/read"
  [ "$kind" != head ] || ${KEEP_HIDDEN}
fi
`;
