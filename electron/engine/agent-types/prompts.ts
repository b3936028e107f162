import type { AgentTypes } from './agent-types.ts';
import { type PromptPattern, promptPattern } from './prompt-pattern.ts';

/** What agents of a type write when they wait for a person; nothing for a type that is broken or gone. */
export async function promptsOf(types: AgentTypes, typeId: string | undefined): Promise<PromptPattern[]> {
  const found = (await types.all()).find(({ listed }) => listed.id === typeId)?.listed;
  return found?.status === 'ok' ? found.prompts.map(promptPattern) : [];
}
