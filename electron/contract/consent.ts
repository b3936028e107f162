import { z } from 'zod';

/** What the person is asked in a dialog of the system, outside of any page. The engine host writes it, no window. */
export const consentQuestionSchema = z.object({
  message: z.string(),
  /** Exactly what it is about: a path, an address. Never shortened. */
  detail: z.string(),
});
export type ConsentQuestion = z.infer<typeof consentQuestionSchema>;
