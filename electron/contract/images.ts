import { z } from 'zod';

/** The purpose of an image. The app did not make a `foreign` image and never removes it. */
export const imageRoleSchema = z.enum(['type', 'base', 'snapshot', 'run', 'gateway', 'toolbox', 'foreign']);
export type ImageRole = z.infer<typeof imageRoleSchema>;

export const listedImageSchema = z.object({
  id: z.string(),
  /** The image's names; empty when it lost them, as an agent type's former image does. */
  references: z.array(z.string()),
  role: imageRoleSchema,
  /** The agent type that it was built for. */
  typeId: z.string().optional(),
  /** The image that it was built on. */
  base: z.string().optional(),
  /** ms since the epoch */
  createdAt: z.number(),
  /** Includes the layers shared with other images. */
  bytes: z.number(),
  /** Names of the agents, and of containers of other programs, that use the image. */
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
