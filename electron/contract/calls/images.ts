import { z } from 'zod';
import { imageUpdateSchema, listedImageSchema } from '../images.ts';
import { nothing, operationId } from './inputs.ts';

export const imagesCalls = {
  'image.list': { input: nothing, output: z.array(listedImageSchema) },
  /** Asks a registry, which may take seconds; throws when it cannot be asked. */
  'image.check-update': { input: z.object({ id: z.string() }), output: imageUpdateSchema },
  /** Builds the image of an agent type; `fresh` pulls the base again and builds even when the image exists. */
  'image.build': { input: z.object({ typeId: z.string(), fresh: z.boolean() }), output: operationId },
  /**
   * Makes an image before it is wanted, at low priority; `operationId` is null when it is there. Whoever wants it then
   * joins the work. To cancel the operation ends the work unless somebody joined it.
   */
  'image.prepare': {
    input: z.object({ reference: z.string() }),
    output: z.object({ operationId: z.string().nullable() }),
  },
  'image.pull': { input: z.object({ reference: z.string() }), output: operationId },
  /** Removes an unused image of the app; throws `conflict` for any other. */
  'image.remove': { input: z.object({ id: z.string() }), output: nothing },
  'image.present': { input: z.object({ reference: z.string() }), output: z.object({ present: z.boolean() }) },
} as const;
