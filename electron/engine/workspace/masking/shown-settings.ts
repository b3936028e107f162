import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { type ContentMask, contentMask, STAND_IN } from '../../../contract/masks.ts';
import { withoutLogins } from '../copy/git-config.ts';
import { readTextBelow } from '../copy/read-below.ts';
import type { FoundPlace, MaskedPath } from '../masks.ts';

const TOKEN: ContentMask = 'content:token';

/** Settings of a git repository, also of a submodule or a linked work tree. */
export const isGitSettings = (path: string) =>
  /(^|\/)\.git\/((modules|worktrees)\/.*\/)?config(\.worktree)?$/.test(path);

/**
 * Copies of git's settings without their logins, which agents see of a host folder in place of the settings: with an
 * empty file, git would have no remotes. They are files of the app's own, because an engine can only cover a file by
 * another one, and nothing is written into the folder.
 */
export class ShownSettings {
  readonly #root: string;

  /** `root`: a folder of the app on this machine. */
  constructor(root: string) {
    this.#root = root;
  }

  /**
   * Writes the copies of what is masked. A file that is there already is written in place, because the mounts of a
   * container lead to that very file.
   */
  async provide(agentId: string, masked: readonly FoundPlace[]): Promise<MaskedPath[]> {
    return await Promise.all(masked.map(async (place) => await this.#shown(agentId, place)));
  }

  /** Removes the copies of an agent that is no more. */
  async forget(agentId: string): Promise<void> {
    await rm(join(this.#root, agentId), { recursive: true, force: true });
  }

  async #shown(agentId: string, place: FoundPlace): Promise<MaskedPath> {
    const { folder, path, mask } = place;
    const whole = posix.join(folder.replaceAll('\\', '/'), path);
    if (mask !== TOKEN || !isGitSettings(whole)) return place;
    const text = withoutLogins(await readTextBelow(folder, path));
    if (text === '' || contentMask(whole, text, [TOKEN]) !== undefined) return place;
    const key = createHash('sha256').update(whole).digest('hex').slice(0, 16);
    const own = join(this.#root, agentId, key);
    // The name tells a container's mount from any other.
    const shownFile = join(own, `${posix.basename(path)}${STAND_IN}`);
    await mkdir(own, { recursive: true });
    await writeFile(shownFile, text, { mode: 0o644 });
    return { ...place, shownFile };
  }
}
