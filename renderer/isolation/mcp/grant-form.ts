import { z } from 'zod';
import { DEFAULT_MCP_GRANT, type McpGrant, mcpGrantSchema } from '../../../electron/contract/mcp-grant.ts';
import { parseMemory } from '../../../electron/contract/sizes.ts';

const HOUR_MS = 3_600_000;

/** A budget as a person types it. */
export interface GrantForm {
  readonly agents: string;
  readonly memory: string;
  readonly hours: string;
}

export const DEFAULT_GRANT_FORM: GrantForm = {
  agents: String(DEFAULT_MCP_GRANT.maximumAgents),
  memory: '8 GiB',
  hours: String(DEFAULT_MCP_GRANT.lifetimeMs / HOUR_MS),
};

export type GrantProblems = Partial<Record<keyof GrantForm, string | undefined>>;

/** Reads the form, or says what is wrong in which field. Pure. */
export function readGrant({ agents, memory, hours }: GrantForm): {
  grant: McpGrant | undefined;
  problems: GrantProblems;
} {
  const bytes = parseMemory(memory);
  const parts = {
    maximumAgents: numberOf(agents),
    maximumMemoryBytes: bytes.ok ? bytes.bytes : undefined,
    lifetimeMs: Math.round(numberOf(hours) * HOUR_MS),
  };
  const result = mcpGrantSchema.safeParse(parts);
  if (result.success) return { grant: result.data, problems: {} };
  const { properties } = z.treeifyError(result.error);
  const problems: GrantProblems = {
    agents: Number.isInteger(parts.maximumAgents) ? properties?.maximumAgents?.errors[0] : 'A whole number.',
    memory: bytes.ok ? properties?.maximumMemoryBytes?.errors[0] : bytes.message,
    hours: Number.isNaN(parts.lifetimeMs) ? 'A number of hours.' : properties?.lifetimeMs?.errors[0],
  };
  return { grant: undefined, problems };
}

const numberOf = (text: string) => (text.trim() === '' ? Number.NaN : Number(text));
