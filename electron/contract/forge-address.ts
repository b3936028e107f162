import { parseUrl } from '../lib/parse-url.ts';
import type { ForgeRepository } from './forge.ts';
import { type ForgeKind, forgeHostSchema, knownForge } from './forge-host.ts';

/**
 * The repository that a remote's address names, in the forms https://host/path, ssh://git@host/path and git@host:path.
 * Undefined for folders, and for protocols without encryption. The port of SSH says nothing about that of https. Pure.
 */
export function repositoryOf(address: string): ForgeRepository | undefined {
  const text = address.trim();
  const short = /^(?:[\w.-]+@)?([\w.-]+):(?!\/\/)\/?(.+)$/.exec(text);
  // "C:\project" is a folder of Windows.
  if (short?.[1] && short[2] && !/^[a-z][a-z0-9+.-]*:\/\//i.test(text) && short[1].length > 1)
    return repositoryAt(short[1], short[2]);
  const url = parseUrl(text);
  if (url?.protocol === 'https:') return repositoryAt(url.host, url.pathname);
  if (url?.protocol === 'ssh:' || url?.protocol === 'git+ssh:')
    return repositoryAt(url.hostname, url.pathname);
  return undefined;
}

/** Names of owners, groups and projects (GitLab: docs.gitlab.com/user/reserved_names, the widest of the three). */
const PART = /^(?!\.+$)[A-Za-z0-9_.+-]+$/;

function repositoryAt(host: string, path: string): ForgeRepository | undefined {
  const parsed = forgeHostSchema.safeParse(host);
  const parts = path
    .replace(/\.git\/*$/, '')
    .split('/')
    .filter((part) => part !== '');
  if (!parsed.success || parts.length < 2 || parts.length > 20 || !parts.every((part) => PART.test(part)))
    return undefined;
  return { host: parsed.data, path: parts.join('/') };
}

export interface IssueAddress {
  repository: ForgeRepository;
  number: number;
  /** As far as host or path tell. */
  kind: ForgeKind | undefined;
}

/** The issue that an address of a browser names; undefined when it names none. Pure. */
export function issueAt(address: string): IssueAddress | undefined {
  const url = parseUrl(address.trim());
  if (url?.protocol !== 'https:') return undefined;
  const match = /^(\/.+?)(\/-)?\/(?:issues|work_items)\/(\d{1,15})\/?$/.exec(url.pathname);
  const repository = match?.[1] === undefined ? undefined : repositoryAt(url.host, match[1]);
  if (!match || !repository) return undefined;
  // Only GitLab has "/-/".
  const kind = knownForge(repository.host) ?? (match[2] === undefined ? undefined : 'gitlab');
  return { repository, number: Number(match[3]), kind };
}
