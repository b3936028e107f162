import { DEFAULT_MCP_GRANT, type McpGrant } from '../contract/mcp-grant.ts';
import { parseMemory } from '../contract/sizes.ts';
import { text } from './definition.ts';
import { UsageError } from './exit-code.ts';
import { parseDuration } from './format.ts';

const LONGEST_LIFETIME_MS = 30 * 86_400_000;

/** The options of a command that sets the budget of an MCP client. */
export const BUDGET_OPTIONS = {
  maxAgents: text(
    '--max-agents <number>',
    `How many agents at a time; ${DEFAULT_MCP_GRANT.maximumAgents} when left out`,
  ),
  maxMemory: text('--max-memory <size>', 'Memory limits of its agents together; 8g when left out'),
  lifetime: text('--lifetime <duration>', 'How long each agent lives; 8h when left out'),
};

/** The budget that the options set. Throws a `UsageError` that names the option. */
export function budgetOf(options: {
  maxAgents?: string | undefined;
  maxMemory?: string | undefined;
  lifetime?: string | undefined;
}): McpGrant {
  const { maxAgents, maxMemory, lifetime } = options;
  return {
    maximumAgents: countOf(maxAgents),
    maximumMemoryBytes: memoryOf(maxMemory),
    lifetimeMs: durationOf('--lifetime', lifetime, DEFAULT_MCP_GRANT.lifetimeMs, LONGEST_LIFETIME_MS),
  };
}

/** The duration of an option in ms; `usual` when it was left out. */
export function durationOf(
  option: string,
  given: string | undefined,
  usual: number,
  longest: number,
): number {
  const duration = given === undefined ? usual : parseDuration(given);
  if (duration !== undefined && duration >= 1_000 && duration <= longest) return duration;
  throw new UsageError(`${option} is a duration such as 90s, 30m or 2h.`);
}

function countOf(given: string | undefined): number {
  const count = Number(given ?? DEFAULT_MCP_GRANT.maximumAgents);
  if (Number.isInteger(count) && count >= 0 && count <= 1_000) return count;
  throw new UsageError('--max-agents is a whole number.');
}

function memoryOf(given: string | undefined): number {
  if (given === undefined) return DEFAULT_MCP_GRANT.maximumMemoryBytes;
  const parsed = parseMemory(given);
  if (parsed.ok) return parsed.bytes;
  throw new UsageError(`--max-memory: ${parsed.message}`);
}
