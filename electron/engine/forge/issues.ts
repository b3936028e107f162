import { randomBytes } from 'node:crypto';
import { AppFailure } from '../../contract/error.ts';
import type { Issue } from '../../contract/forge.ts';
import { issueAt } from '../../contract/forge-address.ts';
import type { ForgeKind } from '../../contract/forge-host.ts';
import type { Forges } from './forges.ts';
import { issuePrompt } from './issue-prompt.ts';
import { originOfProject } from './origin.ts';

/** Issues of forges as prompts. A token is used where there is one; public issues need none. */
export class Issues {
  readonly #forges: Forges;

  constructor(forges: Forges) {
    this.#forges = forges;
  }

  async prompt(
    { url, kind: said }: { url: string; kind?: ForgeKind | undefined },
    signal: AbortSignal,
  ): Promise<{ url: string; title: string; prompt: string }> {
    const address = issueAt(url);
    if (!address)
      throw new AppFailure({
        type: 'invalid-input',
        field: 'url',
        message: 'Paste the address of an issue, such as https://github.com/owner/project/issues/12.',
      });
    const { repository, number } = address;
    const kind = address.kind ?? this.#forges.kindOf(repository.host, said);
    const forge = await this.#forges.authorize(kind, repository, 'optional');
    const { client, path } = forge;
    const issue = await this.#forges.send(forge, client.issue(path, number), signal);
    const comments = await this.#forges.send(forge, client.comments(path, number), signal);
    const mark = `text of strangers ${randomBytes(9).toString('hex')}`;
    const prompt = issuePrompt({ name: `${path}#${number}`, issue, comments, mark });
    return { url: url.trim(), title: issue.title, prompt };
  }

  async list(
    { project, kind: said }: { project: string; kind?: ForgeKind | undefined },
    signal: AbortSignal,
  ): Promise<Issue[]> {
    const origin = await originOfProject(project);
    if ('problem' in origin) throw new AppFailure({ type: 'conflict', message: origin.problem });
    const { repository } = origin;
    const kind = this.#forges.kindOf(repository.host, said);
    const forge = await this.#forges.authorize(kind, repository, 'optional');
    return await this.#forges.send(forge, forge.client.issues(forge.path), signal);
  }
}
