import { z } from 'zod';

/** A path that the person chose. The engine host writes there once, for the caller that presents the token. */
export const savePlaceSchema = z.object({ token: z.string(), path: z.string() });
