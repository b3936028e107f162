import { z } from 'zod';

/** The kinds of servers that keep repositories and pull requests. Forgejo has the API of Gitea. */
export const forgeKindSchema = z.enum(['github', 'gitlab', 'gitea']);
export type ForgeKind = z.infer<typeof forgeKindSchema>;

export const FORGE_NAMES: Readonly<Record<ForgeKind, string>> = {
  github: 'GitHub',
  gitlab: 'GitLab',
  gitea: 'Gitea or Forgejo',
};

/** A host name or address, in lower case, with its port unless that is 443. */
export const forgeHostSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(260)
  .regex(
    /^([a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\])(:\d{1,5})?$/,
    'A host’s name such as github.com, without https:// and without a path.',
  )
  .transform((host) => host.replace(/:443$/, ''));

/** The public servers, of which everybody knows the kind. */
const KNOWN: Readonly<Record<string, ForgeKind>> = {
  'github.com': 'github',
  'gitlab.com': 'gitlab',
  'codeberg.org': 'gitea',
  'gitea.com': 'gitea',
};

/** The kind of a public server; undefined for others, which the person knows. */
export function knownForge(host: string): ForgeKind | undefined {
  return Object.hasOwn(KNOWN, host) ? KNOWN[host] : undefined;
}
