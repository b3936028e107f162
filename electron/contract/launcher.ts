import { z } from 'zod';

/** The file that starts the command line from a terminal. The app chooses its place and its text, no window does. */
export const launcherSchema = z.object({
  path: z.string(),
  /** `outdated`: the app's own, for a program at another place. `other`: not the app's, which leaves it alone. */
  file: z.enum(['absent', 'current', 'outdated', 'other']),
  /** The line for a shell's profile that puts the launcher's folder on the PATH; null when it is there. */
  pathLine: z.string().nullable(),
  /** Why the app cannot install the launcher here, and what to do instead. */
  obstacle: z.string().nullable(),
});
export type Launcher = z.infer<typeof launcherSchema>;
