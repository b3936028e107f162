import { z } from 'zod';

/** What an image is for; `foreign`: none that the app made, and none that it ever removes. */
export const imageRoleSchema = z.enum(['type', 'base', 'snapshot', 'gateway', 'toolbox', 'foreign']);
export type ImageRole = z.infer<typeof imageRoleSchema>;

export const listedImageSchema = z.object({
  id: z.string(),
  /** Its names; empty for one that lost them, such as an agent type's former image. */
  references: z.array(z.string()),
  role: imageRoleSchema,
  /** The agent type that it was built for. */
  typeId: z.string().optional(),
  /** The image that it was built on. */
  base: z.string().optional(),
  /** ms since the epoch */
  createdAt: z.number(),
  /** With everything it shares with other images. */
  bytes: z.number(),
  /** Names of the agents that run on it, and of containers of others. */
  usedBy: z.array(z.string()),
  /** Whether the app may remove it now. */
  removable: z.boolean(),
});
export type ListedImage = z.infer<typeof listedImageSchema>;

export const imageUpdateSchema = z.object({
  status: z.enum(['current', 'available', 'unknown']),
  /** Why, for a person. */
  detail: z.string(),
});
export type ImageUpdate = z.infer<typeof imageUpdateSchema>;
