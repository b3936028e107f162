import type { AgentType } from '../../electron/contract/agent-spec.ts';
import type { AgentTypeIcon, ListedAgentType, UsableAgentType } from '../../electron/contract/agent-type.ts';
import { useStore } from '../store/store.ts';
import {
  type Icon,
  IconAlertTriangle,
  IconBolt,
  IconBox,
  IconBraces,
  IconBrain,
  IconCode,
  IconFlask,
  IconRobot,
  IconSparkles,
  IconStar,
  IconTerminal2,
} from '../ui/icons.ts';

export const typeIcons: Record<AgentTypeIcon, Icon> = {
  terminal: IconTerminal2,
  box: IconBox,
  sparkles: IconSparkles,
  code: IconCode,
  robot: IconRobot,
  star: IconStar,
  braces: IconBraces,
  brain: IconBrain,
  bolt: IconBolt,
  flask: IconFlask,
};

export function usableType(types: readonly ListedAgentType[], id: AgentType): UsableAgentType | undefined {
  return types.find((type): type is UsableAgentType => type.status === 'ok' && type.id === id);
}

export function usableTypes(types: readonly ListedAgentType[]): UsableAgentType[] {
  return types.filter((type): type is UsableAgentType => type.status === 'ok');
}

/** The icon of an agent's type: a box for a type that no longer exists, a warning without a spec. */
export function useTypeIcon(type: AgentType | undefined): Icon {
  const icon = useStore((state) => (type ? usableType(state.agentTypes, type)?.icon : undefined));
  if (type === undefined) return IconAlertTriangle;
  return typeIcons[icon ?? 'box'];
}
