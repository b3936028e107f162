import { BASELINE_PATH, BASELINE_REF, BASELINE_REPOSITORY } from '../workspace/baseline.ts';

/**
 * What runs in the toolbox. The folder's own git settings are the agent's to write and can make git run programs, so
 * git is pointed at a git directory of ours that only borrows the folder's objects: no hook, filter, fsmonitor, textconv
 * or external diff is ever looked up there. Names travel NUL-separated, because they may hold any other byte.
 */

export const FOLDER_MOUNT = '/folder';
const BASELINE = BASELINE_REPOSITORY;

/** git's settings in a directory of ours, whatever the folder says. Files above the limit count as binary. */
const ENVIRONMENT = `
set -eu
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_ATTR_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0
export GIT_LITERAL_PATHSPECS=1 GIT_NO_REPLACE_OBJECTS=1 GIT_NO_LAZY_FETCH=1 HOME=/tmp LC_ALL=C
kind=$1
git_dir=/tmp/$kind.git
`;

/** Settings that change which bytes are equal are the only ones that are taken over from the folder. */
const COPY_SETTINGS = `
copy_settings() {
  for name in core.autocrlf core.eol core.filemode core.symlinks core.ignorecase; do
    value=$(git config --file ${FOLDER_MOUNT}/.git/config --no-includes --get $name 2>/dev/null) || continue
    git --git-dir="$git_dir" config $name "$value"
  done
}
`;

/**
 * Defines `base`, the commit or tree to compare with, and makes the git directory of that kind. Ends with 3 when there
 * is no such base.
 */
const PREPARE = `${ENVIRONMENT}${COPY_SETTINGS}
base=
case $kind in
  head)
    [ -d ${FOLDER_MOUNT}/.git ] && [ ! -L ${FOLDER_MOUNT}/.git ] || exit 3
    base=$(git --git-dir=${FOLDER_MOUNT}/.git rev-parse -q --verify HEAD) || base=
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
      echo ${FOLDER_MOUNT}/.git/objects >"$git_dir/objects/info/alternates"
      ;;
    baseline)
      echo ${BASELINE}/objects >"$git_dir/objects/info/alternates"
      # The baseline holds bytes as they were: nothing is converted, whatever .gitattributes say.
      echo '* -text -ident -filter -working-tree-encoding' >"$git_dir/info/attributes"
      ;;
  esac
fi
export GIT_DIR="$git_dir" GIT_WORK_TREE=${FOLDER_MOUNT}
cd ${FOLDER_MOUNT}
[ -n "$base" ] || base=$(git hash-object -t tree /dev/null)
if [ "$(cat "$git_dir/read" 2>/dev/null || true)" != "$base" ]; then
  # With -m what is known of the files' times stays; an index that cannot be merged is built again.
  [ "$kind" = empty ] || git read-tree -m "$base" 2>/dev/null || { rm -f "$git_dir/index"; git read-tree "$base"; }
  echo "$base" >"$git_dir/read"
fi
`;

/**
 * Of each path on its input one line of JSON: [size, mtime, kind, executable, target, lines, first bytes]; null for what
 * is not there any more. Lines are counted only for new files (those after the empty name), up to a budget.
 */
const FACTS = `
const fs = require('fs');
const input = fs.readFileSync(0);
let budget = 256 * 1024 * 1024, counting = false, out = [];
const chunk = Buffer.alloc(1 << 20);
function read(path, size) {
  const fd = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK);
  try {
    let lines = 0, done = 0, last = 10, magic = '';
    const whole = size <= 16 * 1024 * 1024 && size <= budget;
    for (;;) {
      const got = fs.readSync(fd, chunk, 0, chunk.length, null);
      if (got === 0) break;
      if (done === 0) {
        if (chunk.subarray(0, Math.min(got, 8000)).includes(0)) return [null, chunk.subarray(0, 8).toString('base64')];
        if (!whole) return [null, ''];
      }
      for (let at = -1; (at = chunk.subarray(0, got).indexOf(10, at + 1)) >= 0; ) lines++;
      last = chunk[got - 1];
      done += got;
    }
    budget -= done;
    return [lines + (last === 10 ? 0 : 1), magic];
  } finally { fs.closeSync(fd); }
}
for (let at = 0; at < input.length; ) {
  const end = input.indexOf(0, at);
  const path = input.subarray(at, end);
  at = end + 1;
  if (path.length === 0) { counting = true; continue; }
  try {
    const s = fs.lstatSync(path);
    const kind = s.isSymbolicLink() ? 'symlink' : s.isDirectory() ? 'folder' : s.isFile() ? 'file' : 'other';
    const target = kind === 'symlink' ? fs.readlinkSync(path, 'buffer').toString('base64') : '';
    const [lines, magic] = counting && kind === 'file' ? read(path, s.size) : [null, ''];
    out.push(JSON.stringify([s.size, s.mtimeMs + ':' + s.ctimeMs, kind, (s.mode & 0o111) !== 0, target, lines, magic]));
  } catch { out.push('null'); }
  if (out.length === 1000) { fs.writeSync(1, out.join('\\n') + '\\n'); out = []; }
}
if (out.length) fs.writeSync(1, out.join('\\n') + '\\n');
`;

/** Settings with which git runs a program, or trusts another file or address. */
const RISKY_SETTINGS =
  '^(core\\.(fsmonitor|hookspath|sshcommand|pager|editor|askpass|gitproxy|worktree)|alias\\..*[[:space:]]!|filter\\..*\\.(clean|smudge|process)|diff\\.external|diff\\..*\\.(command|textconv)|merge\\..*\\.driver|credential\\.(.*\\.)?helper|gpg\\.(.*\\.)?program|include(if\\..*)?\\.path|remote\\..*\\.(uploadpack|receivepack|vcs|proxy)|url\\..*\\.insteadof|sequence\\.editor|protocol\\..*allow|submodule\\..*\\.update|init\\.templatedir)';

/**
 * Prints what inside of `.git` runs something when a person uses git there: path, tab, why, NUL. The first line says
 * that there is a repository at all.
 */
const GIT_FILES = `
git_files() {
  [ -d ${FOLDER_MOUNT}/.git ] && [ ! -L ${FOLDER_MOUNT}/.git ] || return 0
  printf '.git\\t\\0'
  cd ${FOLDER_MOUNT}/.git
  for hook in hooks/*; do
    case $hook in *.sample) continue ;; esac
    if [ -f "$hook" ] && [ -x "$hook" ]; then printf '.git/%s\\tA hook that git runs\\0' "$hook"; fi
  done
  [ -f config ] || return 0
  git config --file config --no-includes -z --list 2>/dev/null | tr '\\n\\0' '\\t\\n' | head -c 65536 | cut -c 1-300 |
    grep -iE '${RISKY_SETTINGS}' | tr '\\t' ' ' | while IFS= read -r line; do printf '.git/config\\t%s\\0' "$line"; done || true
}
`;

/**
 * Arguments: kind of base, 1 to list ignored entries too, most entries. Prints one line with the lengths of what
 * follows it: base and subject, raw differences, new names, ignored names, facts, risky git files.
 */
export const LIST = `${PREPARE}${GIT_FILES}
git update-index -q --refresh >/dev/null 2>&1 || true
cd ${FOLDER_MOUNT}
list=/tmp/list.$$
mkdir $list
{ printf '%s' "$base"; [ "$kind" = empty ] || git log -1 --format=' %ct %s' "$base" 2>/dev/null || true; } >$list/base
git diff-index --raw -z --no-renames --no-abbrev "$base" >$list/raw
git ls-files -z -o --exclude-standard >$list/new
git ls-files -z -o -i --exclude-standard --directory >$list/ignored
{
  git diff-index --name-only -z --no-renames --diff-filter=d "$base" | head -z -n "$3"
  printf '\\0'
  head -z -n "$3" $list/new
  [ "$2" = 0 ] || head -z -n "$3" $list/ignored
} | node -e "$FACTS" >$list/facts
(git_files) >$list/git
for part in base raw new ignored facts git; do printf '%s ' "$(wc -c <$list/$part)"; done
printf '\\n'
cat $list/base $list/raw $list/new $list/ignored $list/facts $list/git
rm -r $list
`;

/** Arguments: kind of base. Prints the lines added and removed of every changed path, NUL-separated. */
export const COUNTS = `${PREPARE}
exec git diff-index --numstat -z --no-renames --no-ext-diff --no-textconv "$base"
`;

/** Arguments: kind of base, most bytes of output, path. Ends with 4 when the path is not in the base. */
export const DIFF = `${PREPARE}
[ "$kind" != empty ] && git ls-tree "$base" -- "$3" | grep -qE '^[0-7]+ (blob|commit) ' || exit 4
git -c core.bigFileThreshold=65m diff-index -p --full-index --no-color --no-renames --no-ext-diff --no-textconv "$base" -- "$3" | head -c "$2"
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

/** The environment that carries the facts program into `LIST`. */
export const LIST_ENVIRONMENT = [`FACTS=${FACTS}`];

/** Rebuilds the baseline from everything that is in the folder but for what .gitignore leaves out, byte for byte. */
export const TRACK = `
set -eu
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_ATTR_NOSYSTEM=1 HOME=/tmp LC_ALL=C
export GIT_AUTHOR_NAME=Bulkhead GIT_AUTHOR_EMAIL= GIT_COMMITTER_NAME=Bulkhead GIT_COMMITTER_EMAIL=
new=${BASELINE}.new
rm -rf "$new"
git init -q --bare --template= "$new"
git --git-dir="$new" symbolic-ref HEAD ${BASELINE_REF}
git --git-dir="$new" config core.bare false
git --git-dir="$new" config gc.auto 0
mkdir -p "$new/info"
echo '* -text -ident -filter -working-tree-encoding' >"$new/info/attributes"
cd ${FOLDER_MOUNT}
export GIT_DIR="$new" GIT_WORK_TREE=${FOLDER_MOUNT}
git add -A --ignore-errors . || [ "$(git ls-files | head -c 1)" ] || [ -z "$(ls -A)" ]
git commit -q --allow-empty --allow-empty-message --no-verify --no-gpg-sign -m Baseline
rm -rf ${BASELINE}
mv "$new" ${BASELINE}
`;

/** Standard input: NUL-terminated names of regular files. Prints them as an archive, in that order. */
export const TAR = `
cd ${FOLDER_MOUNT}
exec tar --null --verbatim-files-from --no-recursion --hard-dereference --format=posix -cf - -T -
`;

/** Exit codes of `BRANCH`. */
export const NO_COMMITS = 5;
export const NO_COMMON_COMMIT = 6;
export const NOTHING_TO_COMMIT = 7;

/**
 * Arguments: author's name, author's address, message. Standard input: commits of the host's repository, the newest
 * first. Prints a bundle of the agent's commits and of one more for what it has not committed. The folder's own hooks,
 * filters and signing are not looked up.
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
git add -A
tree=$(git write-tree)
commit=$head
if [ "$tree" != "$(git rev-parse "$head^{tree}")" ]; then
  commit=$(printf '%s' "$3" | git commit-tree "$tree" -p "$head")
fi
[ "$commit" != "$base" ] && [ "$(git rev-list --count "$commit" "^$base")" -gt 0 ] || exit 7
git update-ref refs/heads/export "$commit"
git bundle create -q - refs/heads/export "^$base"
`;
