import { z } from 'zod';

/**
 * Of what the schemas of the engine's answers are made. Engines write `null` where the API documents a list, a map or a text that
 * is empty, and leave out fields that other versions have; `readAnswer` takes nulls away, and here is what stands for
 * what is not there. A name or an id has no such stand-in: without it an answer is not understood.
 */
export const id = z.string().min(1);
export const text = z.string().default('');
export const number = z.number().default(0);
export const flag = z.boolean().default(false);
export const maybe = {
  text: z.string().exactOptional(),
  number: z.number().exactOptional(),
  flag: z.boolean().exactOptional(),
};
export const listOf = <T extends z.ZodType>(item: T) => z.array(item).default([]);
export const mapOf = <T extends z.ZodType>(value: T) => z.record(z.string(), value);
export const texts = listOf(z.string());
export const labels = mapOf(z.string()).default({});
