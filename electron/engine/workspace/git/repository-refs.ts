import { readdir } from 'node:fs/promises';
import { inDirectory, openDirectory } from '../../../lib/host-directory/host-directory.ts';
import { readText } from '../../../lib/host-directory/host-file.ts';
import { refProblem } from '../copy/repository-url.ts';
import type { GitPlace } from './linked-repository.ts';

/** A ref is one line; `packed-refs` of the largest repositories has a few megabytes. */
const REF_BYTES = 4096;
const PACKED_BYTES = 64 * 1024 * 1024;
/** Limit of loose refs; git packs them long before. */
const MAXIMUM_LOOSE = 50_000;

const OBJECT = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

/**
 * Reads a repository's refs from its files (gitrepository-layout(5)). Does not run git, because git would read the
 * repository's settings, which an agent may have written. Follows no link.
 */
export class RepositoryRefs {
  readonly #folder: string;
  readonly #git: string;

  constructor({ folder, git }: GitPlace) {
    this.#folder = folder;
    this.#git = git;
  }

  /** Content of HEAD: "ref: …", or the id of a commit; empty when it cannot be read. */
  async headText(): Promise<string> {
    return await this.text('HEAD');
  }

  /** The checked-out commit; undefined before the first commit. */
  async head(): Promise<string | undefined> {
    return await this.commit(await this.headText());
  }

  /** The commit that a HEAD of this content means, which may be that of a work tree elsewhere. */
  async commit(headText: string): Promise<string | undefined> {
    let text = headText;
    // A branch may be a symbolic ref to another branch.
    for (let links = 0; links < 5; links += 1) {
      const ref = refIn(text);
      if (ref === undefined) break;
      text = (await this.text(ref)) || (await this.packed()).get(ref) || '';
    }
    return OBJECT.test(text) ? text : undefined;
  }

  /** Ids of the commits at which a shallow repository's history ends, one per line. */
  async shallow(): Promise<string> {
    return (await readText(this.#folder, `${this.#git}shallow`, PACKED_BYTES)) ?? '';
  }

  async text(name: string): Promise<string> {
    return ((await readText(this.#folder, `${this.#git}${name}`, REF_BYTES)) ?? '').trim();
  }

  /** Ids by name of the refs in `packed-refs`. */
  async packed(): Promise<Map<string, string>> {
    const text = (await readText(this.#folder, `${this.#git}packed-refs`, PACKED_BYTES)) ?? '';
    const lines = text.split('\n').map((line) => /^([0-9a-f]+) (refs\/.+)$/.exec(line));
    return new Map(
      lines.flatMap((line) => (line?.[1] && line[2] && isRef(line[2]) ? [[line[2], line[1]]] : [])),
    );
  }

  /** Ids by name of all branches and tags. */
  async branchesAndTags(): Promise<Map<string, string>> {
    return await this.#below(['refs/heads', 'refs/tags']);
  }

  /** The same with the branches of remotes. */
  async allRefs(): Promise<Map<string, string>> {
    return await this.#below(['refs/heads', 'refs/tags', 'refs/remotes']);
  }

  async #below(places: readonly string[]): Promise<Map<string, string>> {
    const refs = new Map(
      [...(await this.packed())].filter(([name]) => places.some((place) => name.startsWith(`${place}/`))),
    );
    const waiting = [...places];
    for (let looked = 0; looked < MAXIMUM_LOOSE && waiting.length > 0; looked += 1) {
      const place = waiting.pop() ?? '';
      const opened = await openDirectory(this.#folder, `${this.#git}${place}`);
      if (opened.kind === 'blocked') {
        const id = await this.text(place);
        if (OBJECT.test(id)) refs.set(place, id);
      }
      if (opened.kind !== 'open') continue;
      const { directory } = opened;
      const names = await inDirectory(directory, () => readdir(directory.entry(Buffer.from('.'))));
      waiting.push(...names.map((name) => `${place}/${name}`).filter(isRef));
    }
    return refs;
  }
}

function refIn(text: string): string | undefined {
  const ref = /^ref: (refs\/\S+)$/.exec(text)?.[1];
  return ref !== undefined && isRef(ref) ? ref : undefined;
}

const isRef = (name: string) => refProblem(name) === undefined;
