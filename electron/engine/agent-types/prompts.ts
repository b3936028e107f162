import { promptPattern } from '../console/prompt-pattern.ts';
import type { AgentTypes } from './agent-types.ts';

/** What agents of a type write when they wait for a person; nothing for a type that is broken or gone. */
export async function promptsOf(types: AgentTypes, typeId: string | undefined): Promise<RegExp[]> {
  const found = (await types.all()).find(({ listed }) => listed.id === typeId)?.listed;
  return found?.status === 'ok' ? found.prompts.map(promptPattern) : [];
}
