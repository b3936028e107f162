import { lstat, readdir, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { AppFailure } from '../../../contract/error.ts';
import { createFile, installFile } from '../../../lib/host-directory/create-file.ts';
import { writeFully } from '../../../lib/host-directory/file-chunks.ts';
import { inDirectory, openDirectory } from '../../../lib/host-directory/host-directory.ts';
import { splitPath } from '../../../lib/host-directory/host-file.ts';
import { attempt, codeOf } from '../../../lib/host-directory/parts.ts';
import { type GitPlace, gitPlaces, linkedRepository } from '../../workspace/git/linked-repository.ts';
import { RepositoryRefs } from '../../workspace/git/repository-refs.ts';

/**
 * The repository in a host folder, of which only refs and objects are read and written, as git lays them out on disk
 * (gitrepository-layout(5)). An agent may have written it: its settings are not read, git does not run in it, and no link
 * in it is followed.
 */
export class HostRepository {
  readonly #folder: string;
  /** The git directory below the folder: ".git/", or "" when it is the folder. */
  readonly #git: string;
  readonly #own: RepositoryRefs;
  readonly refs: RepositoryRefs;

  private constructor(common: GitPlace, own: GitPlace) {
    this.#folder = common.folder;
    this.#git = common.git;
    this.#own = new RepositoryRefs(own);
    this.refs = new RepositoryRefs(common);
  }

  /** The repository of the folder; that of a work tree is the one that it shares with others. */
  static async of(folder: string): Promise<HostRepository> {
    const { own, common } = gitPlaces(folder, await linkedRepository(folder));
    return new HostRepository(common, own);
  }

  get objects(): string {
    return join(this.#folder, `${this.#git}objects`);
  }

  /** The commit that is checked out in the folder; undefined before the first commit. */
  async head(): Promise<string | undefined> {
    return (await this.#own.head()) ?? (await this.refs.commit(await this.#own.headText()));
  }

  /** Throws `conflict` where there is none, or one of a kind that only git itself can write to. */
  async assertUsable(): Promise<void> {
    for (const path of ['objects', 'refs/heads']) {
      const opened = await openDirectory(this.#folder, this.#git + path);
      if (opened.kind === 'open') await opened.directory.close();
      else {
        throw new AppFailure({
          type: 'conflict',
          message:
            'The folder’s repository is not there, or of a format that the app cannot write to: apply the changes to the folder instead.',
        });
      }
    }
  }

  /** An existing branch that conflicts with the name. It is undefined when there is none. */
  async inTheWay(branch: string): Promise<string | undefined> {
    const ref = `refs/heads/${branch}`;
    const packed = [...(await this.refs.packed()).keys()];
    const conflict = packed.find(
      (each) => each === ref || ref.startsWith(`${each}/`) || each.startsWith(`${ref}/`),
    );
    if (conflict) return conflict.slice('refs/heads/'.length);
    const { parent, name } = splitPath(this.#git + ref);
    const opened = await openDirectory(this.#folder, parent);
    if (opened.kind === 'absent') return undefined;
    if (opened.kind === 'blocked') return branch.split('/').slice(0, -1).join('/');
    const { directory } = opened;
    const stats = await inDirectory(directory, () => attempt(() => lstat(directory.entry(name))));
    return typeof stats === 'string' ? undefined : branch;
  }

  /** Adds packs that git made elsewhere. The index of a pack comes last, because git ignores a pack without one. */
  async addPacks(from: string): Promise<void> {
    const names = (await readdir(from)).filter((name) => /^pack-[0-9a-f]+\.(pack|rev|idx)$/.test(name));
    const order = ['pack', 'rev', 'idx'];
    names.sort((a, b) => order.indexOf(a.split('.')[1] ?? '') - order.indexOf(b.split('.')[1] ?? ''));
    for (const name of names) {
      await installFile(this.#folder, `${this.#git}objects/pack`, name, {
        from: join(from, name),
        mode: 0o444,
      });
    }
  }

  /** Makes a branch as git does, with its lock first. Throws `name-taken`. */
  async createBranch(branch: string, commit: string): Promise<void> {
    const { parent, name } = splitPath(`${this.#git}refs/heads/${branch}`);
    const opened = await openDirectory(this.#folder, parent, { make: true });
    if (opened.kind !== 'open') throw branchTaken(branch);
    const { directory } = opened;
    await inDirectory(directory, async () => {
      const lock = Buffer.concat([name, Buffer.from('.lock')]);
      try {
        await createFile(directory, lock, 0o644, (file) => writeFully(file, Buffer.from(`${commit}\n`)));
      } catch (error) {
        if (codeOf(error) === 'EEXIST') throw branchTaken(branch);
        throw error;
      }
      if ((await attempt(() => lstat(directory.entry(name)))) !== 'absent') {
        await unlink(directory.entry(lock));
        throw branchTaken(branch);
      }
      await rename(directory.entry(lock), directory.entry(name));
    });
  }

  /** Deletes a branch that nobody has moved since. */
  async removeBranch(branch: string, commit: string): Promise<void> {
    const ref = `refs/heads/${branch}`;
    if ((await this.refs.text(ref)) !== commit) return;
    const { parent, name } = splitPath(this.#git + ref);
    const opened = await openDirectory(this.#folder, parent);
    if (opened.kind !== 'open') return;
    const { directory } = opened;
    await inDirectory(directory, () => attempt(() => unlink(directory.entry(name))));
  }
}

export function branchTaken(branch: string): AppFailure {
  return new AppFailure({
    type: 'name-taken',
    field: 'branch',
    message: `The repository has a branch “${branch}” already. Choose another name.`,
  });
}
