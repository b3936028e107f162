import type { AgentSpec } from '../../contract/agent-spec.ts';
import type { ForgeRepository } from '../../contract/forge.ts';
import { repositoryOf } from '../../contract/forge-address.ts';
import { readText } from '../../lib/host-directory/host-file.ts';
import { gitPlaces, linkedRepository } from '../workspace/git/linked-repository.ts';

/** git's own settings of a repository have a few kilobytes. */
const CONFIG_BYTES = 1024 * 1024;

export type Origin = { repository: ForgeRepository } | { problem: string };

/**
 * The repository that a private copy came from, on a forge. Of a folder: what its repository calls "origin". That is read
 * as text, because git would act on further settings, which an agent with this folder may have written.
 */
export async function originOf(spec: Pick<AgentSpec, 'workspace'> | null): Promise<Origin> {
  if (spec?.workspace.kind !== 'copy')
    return { problem: 'Only the changes of a private copy of a repository can become a pull request.' };
  const { source } = spec.workspace;
  return source.kind === 'repository' ? ofAddress(source.url) : await originOfFolder(source.path);
}

/** The same of a project: a folder, or the address of a repository. */
export async function originOfProject(project: string): Promise<Origin> {
  const repository = repositoryOf(project.split('#')[0] ?? '');
  return repository ? { repository } : await originOfFolder(project);
}

async function originOfFolder(folder: string): Promise<Origin> {
  const { common } = gitPlaces(folder, await linkedRepository(folder));
  const config = await readText(common.folder, `${common.git}config`, CONFIG_BYTES);
  if (config === undefined)
    return { problem: 'The folder is no git repository. Apply the changes to it instead.' };
  const address = originIn(config);
  if (address === undefined)
    return {
      problem: 'The repository has no remote “origin”. Add one with “git remote add origin ADDRESS”.',
    };
  return ofAddress(address);
}

function ofAddress(address: string): Origin {
  const repository = repositoryOf(address);
  if (repository) return { repository };
  return {
    problem:
      'Its remote is no repository on GitHub, GitLab, Gitea or Forgejo that is reached by https or ssh. Make a branch, and push it yourself.',
  };
}

/** The address of the remote "origin" in the text of a repository's settings (git-config(1), "Syntax"). Pure. */
export function originIn(config: string): string | undefined {
  let isOrigin = false;
  for (const line of config.split(/\r?\n/)) {
    const section = /^\s*\[([^\]]*)\](.*)$/.exec(line);
    if (section) isOrigin = /^\s*remote\s+"origin"\s*$/i.test(section[1] ?? '');
    const setting = section ? section[2] : line;
    const value = isOrigin ? /^\s*url\s*=\s*("[^"]*"|[^#;]*)/i.exec(setting ?? '')?.[1] : undefined;
    if (value !== undefined) return value.trim().replace(/^"|"$/g, '');
  }
  return undefined;
}
