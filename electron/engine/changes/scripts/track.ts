import { BASELINE_REF, BASELINE_REPOSITORY, BYTES_AS_THEY_ARE } from '../../workspace/baseline.ts';
import { FOLDER_MOUNT } from './mounts.ts';
import { NESTED } from './submodules.ts';

const BASELINE = BASELINE_REPOSITORY;

/** Rebuilds the baseline from everything that is in the folder but for what .gitignore leaves out, byte for byte. Of
 * repositories inside it keeps the files. */
export const TRACK = `${NESTED}
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
echo '${BYTES_AS_THEY_ARE}' >"$new/info/attributes"
cd ${FOLDER_MOUNT}
export GIT_DIR="$new" GIT_WORK_TREE=${FOLDER_MOUNT}
git add -A --ignore-errors . || [ "$(git ls-files | head -c 1)" ] || [ -z "$(ls -A)" ]
git ls-files -s -z | grep -z '^160000 ' | cut -z -f 2- | tr '\\0' '\\n' >/tmp/links || true
while IFS= read -r link; do
  git update-index --force-remove -- "$link"
  printf '%s/\\0' "$link" >/tmp/inside
  expand_nested /tmp/inside
  grep -zv '/$' /tmp/inside | git update-index --add -z --stdin
done </tmp/links
git commit -q --allow-empty --allow-empty-message --no-verify --no-gpg-sign -m Baseline
rm -rf ${BASELINE}
mv "$new" ${BASELINE}
`;
