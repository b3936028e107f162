import type { CopyRecord } from '../../../contract/copy-record.ts';
import { packTar } from '../../docker/tar.ts';
import { WORKSPACE_PATH } from '../../objects/paths.ts';
import type { StepContext } from '../../operations/run-steps.ts';
import type { OpenToolbox } from '../../toolbox/open-toolbox.ts';
import {
  BASELINE_REF,
  BASELINE_REPOSITORY,
  BYTES_AS_THEY_ARE,
  baselineGit,
  COPY_RECORD_PATH,
  HIDDEN_FILES_PATH,
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

/**
 * With no file small, git writes all files of one run into one pack, which is faster than a file each by far and takes a
 * twentieth of the disk. It looks through what it wrote in this run with each file, so that a run has only so many.
 */
const FILES_AT_ONCE = 2000;

/** Lists everything but folders (and links) called .git, which hold repositories. */
const LIST = `find . -name .git -prune -o \\( -type f -o -type l \\) -print0`;

const word = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
const line = (words: readonly string[]) => words.map(word).join(' ');

/** Adds files, and prints how many. */
const ADD = `${line(baselineGit('-c', 'core.bigFileThreshold=0', 'update-index', '--add', '--'))} "$@" && echo $#`;

/** Creates the baseline from the workspace's current content; see `../baseline.ts` for its contents. */
export async function makeBaseline(
  toolbox: OpenToolbox,
  record: CopyRecord,
  { signal, progress }: Pick<StepContext, 'signal' | 'progress'>,
): Promise<void> {
  let done = 0;
  const identity = ['-c', 'user.name=Bulkhead', '-c', 'user.email=bulkhead@localhost'];
  const script = `${SET_UP}
cd ${WORKSPACE_PATH}
${LIST} | xargs -0 -r -n ${FILES_AT_ONCE} sh -c ${word(ADD)} sh
tree=$(${line(baselineGit('write-tree'))})
commit=$(${line(baselineGit(...identity, 'commit-tree', '-m', 'As it was copied'))} "$tree")
${line(baselineGit('update-ref', BASELINE_REF))} "$commit"
${line(baselineGit('symbolic-ref', 'HEAD', BASELINE_REF))}
tar --extract --file=- --directory=/ --no-same-owner --warning=no-timestamp`;
  // The script reads them at its end, so that no command of their own is started for them.
  const hidden = record.hidden.map((path) => `${path}\0`).join('');
  const records = await packTar([
    { name: HIDDEN_FILES_PATH.slice(1), type: 'file', content: Buffer.from(hidden) },
    { name: COPY_RECORD_PATH.slice(1), type: 'file', content: Buffer.from(JSON.stringify(record)) },
  ]);
  const baseline = await toolbox.run(['sh', '-c', script, 'sh', BASELINE_REPOSITORY], {
    stdin: records,
    signal,
    deadlineMs: COPY_DEADLINE_MS,
    onStdout: (chunk) => {
      const counts = Buffer.from(chunk).toString('latin1').split('\n').map(Number);
      done += counts.reduce((sum, count) => sum + count, 0);
      progress({ unit: 'parts', done: Math.min(done, record.files), total: record.files });
    },
  });
  refuseFailure(baseline, 'No baseline could be made of the copy.');
}
