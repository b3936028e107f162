import { WORKSPACE_PATH } from '../../objects/paths.ts';
import type { OpenToolbox } from '../../toolbox/open-toolbox.ts';
import { SPARSE_SETTINGS, sparsePatterns } from '../git/sparse-patterns.ts';
import type { StandaloneGit } from './standalone-git.ts';
import { tarFolder } from './tar-folder.ts';
import { COPY_DEADLINE_MS, refuseFailure, unpackInto } from './unpack.ts';

/**
 * Standard input: hidden paths, NUL-separated. Makes the index of what HEAD has, and marks what is hidden as not to be
 * looked at in the work tree. Prints that, NUL-separated.
 */
const INDEX = `set -eu
cd ${WORKSPACE_PATH}
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_LITERAL_PATHSPECS=1 GIT_OPTIONAL_LOCKS=0
git() { command git -c core.hooksPath=/dev/null -c core.fsmonitor=false -c safe.directory='*' -c core.sparseCheckout=false "$@"; }
git rev-parse -q --verify HEAD >/dev/null || exit 0
git read-tree HEAD
hidden=$(mktemp)
tracked=$(mktemp)
cat >"$hidden"
if [ -s "$hidden" ]; then
  GIT_DIR=.git xargs -0 git -c safe.directory='*' -c core.fsmonitor=false ls-files -z -- <"$hidden" >"$tracked"
  [ ! -s "$tracked" ] || {
    git update-index -z --skip-worktree --stdin <"$tracked"
    ${SPARSE_SETTINGS.map(([name, value]) => `git config ${name} ${value}`).join('\n    ')}
  }
fi
git update-index -q --refresh >/dev/null || true
cat "$tracked"
rm "$hidden" "$tracked"
`;

/** Unpacks a git directory of the copy's own, and resolves to what it tracks of the hidden paths. */
export async function unpackGit(
  toolbox: OpenToolbox,
  { scratch, added }: StandaloneGit,
  hidden: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const replaced = new Set(added.map(({ path }) => path));
  const patterns = sparsePatterns('', hidden, false);
  const all =
    patterns === undefined
      ? added
      : [...added, { path: '.git/info/sparse-checkout', content: Buffer.from(patterns) }];
  const archive = tarFolder(scratch.repository, {
    signal,
    prefix: '.git/',
    added: all.map(({ path, content }) => ({ path: path.slice('.git/'.length), content })),
    ignore: { enter: async () => undefined, leaves: (path) => replaced.has(`.git/${path}`) },
    onProblem: (name, problem) => {
      throw new Error(`${name.toString()} of the repository: ${problem}`);
    },
    onProgress: () => undefined,
  });
  await unpackInto(toolbox, archive, signal);
  const indexed = await toolbox.run(['sh', '-c', INDEX], {
    stdin: Buffer.from(hidden.map((path) => `${path}\0`).join('')),
    signal,
    deadlineMs: COPY_DEADLINE_MS,
  });
  refuseFailure(indexed, 'The repository’s index could not be made in the workspace.');
  return indexed.stdout
    .toString('utf8')
    .split('\0')
    .filter((path) => path !== '');
}
