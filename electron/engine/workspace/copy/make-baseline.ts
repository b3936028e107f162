import type { CopyRecord } from '../../../contract/copy-record.ts';
import { WORKSPACE_PATH } from '../../objects/paths.ts';
import type { OpenToolbox } from '../../toolbox/open-toolbox.ts';
import {
  BASELINE_REF,
  BASELINE_REPOSITORY,
  BYTES_AS_THEY_ARE,
  baselineGit,
  COPY_RECORD_PATH,
} from '../baseline.ts';
import { COPY_DEADLINE_MS, refuseFailure } from './unpack.ts';

/**
 * Sets attributes that apply to every path, because the files' own attributes must not change a byte. Allows names that
 * only other systems reject. Packs with little effort, because a baseline is read only a few times.
 */
const SET_UP = `set -e
git init --quiet --bare "$1"
git -C "$1" config core.protectHFS false
git -C "$1" config core.protectNTFS false
git -C "$1" config core.compression 1
git -C "$1" config core.autocrlf false
git -C "$1" config gc.auto 0
mkdir -p "$1/info"
echo '${BYTES_AS_THEY_ARE}' > "$1/info/attributes"`;

/** Lists everything but folders (and links) called .git, which hold repositories. */
const LIST = `find . -name .git -prune -o \\( -type f -o -type l \\) -print0`;

const word = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
const line = (words: readonly string[]) => words.map(word).join(' ');

/** Creates the baseline from the workspace's current content; see `../baseline.ts` for its contents. */
export async function makeBaseline(
  toolbox: OpenToolbox,
  record: CopyRecord,
  signal: AbortSignal,
): Promise<void> {
  const identity = ['-c', 'user.name=Bulkhead', '-c', 'user.email=bulkhead@localhost'];
  const script = `${SET_UP}
cd ${WORKSPACE_PATH}
${LIST} | ${line(baselineGit('update-index', '--add', '-z', '--stdin'))}
tree=$(${line(baselineGit('write-tree'))})
commit=$(${line(baselineGit(...identity, 'commit-tree', '-m', 'As it was copied'))} "$tree")
${line(baselineGit('update-ref', BASELINE_REF))} "$commit"
${line(baselineGit('symbolic-ref', 'HEAD', BASELINE_REF))}`;
  const baseline = await toolbox.run(['sh', '-c', script, 'sh', BASELINE_REPOSITORY], {
    signal,
    deadlineMs: COPY_DEADLINE_MS,
  });
  refuseFailure(baseline, 'No baseline could be made of the copy.');
  const written = await toolbox.run(['sh', '-c', 'cat > "$1"', 'sh', COPY_RECORD_PATH], {
    stdin: Buffer.from(JSON.stringify(record)),
    signal,
  });
  refuseFailure(written, 'No baseline could be made of the copy.');
}
