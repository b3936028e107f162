import type { AgentTypes } from './agent-types.ts';
import { type PromptPattern, promptPattern } from './prompt-pattern.ts';

/** Prompt patterns of a type; empty for a broken or removed type. */
export async function promptsOf(types: AgentTypes, typeId: string | undefined): Promise<PromptPattern[]> {
  const type = typeId === undefined ? undefined : await types.usable(typeId);
  return type?.prompts.map(promptPattern) ?? [];
}
