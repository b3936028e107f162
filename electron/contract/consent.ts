import { z } from 'zod';

/** A question that a system dialog asks the person, outside of any page. The engine host writes it, never a window. */
export const consentQuestionSchema = z.object({
  message: z.string(),
  /** The exact subject of the question, such as a path or an address; never shortened. */
  detail: z.string(),
});
export type ConsentQuestion = z.infer<typeof consentQuestionSchema>;

export const waitingConsentSchema = consentQuestionSchema.extend({ id: z.string() });
export type WaitingConsent = z.infer<typeof waitingConsentSchema>;
