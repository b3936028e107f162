import { z } from 'zod';

/** Inputs and outputs that calls of several areas have in common. */
export const nothing = z.object({});
export const agentId = z.object({ agentId: z.string() });
export const operationId = z.object({ operationId: z.string() });
/** `place`: the token of a path that the person chose in the save dialog. */
export const saveTo = z.object({ agentId: z.string(), place: z.string() });
