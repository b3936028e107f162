import { WORKSPACE_PATH } from '../../objects/paths.ts';
import type { OpenToolbox } from '../../toolbox/open-toolbox.ts';
import { COPY_DEADLINE_MS, refuseFailure } from './unpack.ts';

/** Git options with which nothing of a foreign repository runs, not even inside the toolbox. */
const GIT = [
  'git',
  '-C',
  WORKSPACE_PATH,
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'safe.directory=*',
];

export interface CheckedOut {
  commit?: string;
  branch?: string;
  files: number;
  notes: string[];
}

/** Checks out the files of the repository in the workspace's `.git`. An empty repository has none. */
export async function checkOut(toolbox: OpenToolbox, signal: AbortSignal): Promise<CheckedOut> {
  const ask = async (...words: string[]) => {
    const { exitCode, stdout } = await toolbox.run([...GIT, ...words], { signal });
    return exitCode === 0 ? stdout.toString('utf8').trim() : undefined;
  };
  const commit = await ask('rev-parse', '--verify', '--quiet', 'HEAD');
  if (commit === undefined) return { files: 0, notes: ['The repository is empty.'] };
  const written = await toolbox.run([...GIT, 'reset', '--hard', '--quiet'], {
    signal,
    deadlineMs: COPY_DEADLINE_MS,
  });
  refuseFailure(written, 'The repository’s files could not be written into the workspace.');
  const branch = await ask('symbolic-ref', '--quiet', '--short', 'HEAD');
  const listed = await toolbox.run([...GIT, 'ls-files', '--stage', '-z'], {
    signal,
    maxOutputBytes: 256 * 1024 * 1024,
  });
  const entries = listed.stdout
    .toString('latin1')
    .split('\0')
    .filter((entry) => entry !== '');
  const submodules = entries.filter((entry) => entry.startsWith('160000 ')).length;
  const usesLfs = await ask(
    'grep',
    '--quiet',
    '-e',
    'filter=lfs',
    'HEAD',
    '--',
    '.gitattributes',
    '**/.gitattributes',
  );
  return {
    commit,
    ...(branch ? { branch } : {}),
    files: entries.length - submodules,
    notes: [
      ...(submodules === 0
        ? []
        : [`${submodules} ${submodules === 1 ? 'submodule was' : 'submodules were'} not fetched.`]),
      ...(usesLfs === undefined
        ? []
        : ['The repository uses Git LFS: large files are pointers here, their contents were not fetched.']),
    ],
  };
}
