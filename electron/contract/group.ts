import { z } from 'zod';

/** Names of the engine's own networks. A group of such a name would read as if it were that network. */
const ENGINE_NETWORKS = ['host', 'bridge', 'none', 'default'];

/** The name of a group, which is also part of the name of its network on the engine. */
export const groupNameSchema = z
  .string()
  .min(1, 'Give the group a name.')
  .max(60, 'The name of a group has at most 60 characters.')
  .regex(
    /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/,
    'The name of a group starts with a letter or digit and holds only letters, digits, "-", "_" and ".".',
  )
  .refine(
    (name) => !ENGINE_NETWORKS.includes(name.toLowerCase()),
    'This is the name of a network of the engine. Choose another one for the group.',
  );

/** The domain below which the members of a group have names that no tool sends to the proxy. */
export const GROUP_DOMAIN = 'agents.internal';

/** Problem of a group's name that a person typed; undefined for a good one and for none at all. */
export function groupProblem(text: string): string | undefined {
  if (text.trim() === '') return undefined;
  return groupNameSchema.safeParse(text.trim()).error?.issues[0]?.message;
}

/** The group that a person typed; null for an empty field. */
export function groupOf(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}
