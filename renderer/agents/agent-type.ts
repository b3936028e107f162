import type { AgentType } from '../../electron/contract/agent-spec.ts';
import { type Icon, IconBox, IconTerminal2 } from '../ui/icons.ts';

/** How each agent type is called and drawn, everywhere. */
export const agentTypeLabel: Record<AgentType, string> = { shell: 'Shell', custom: 'Custom image' };

export const agentTypeIcon: Record<AgentType, Icon> = { shell: IconTerminal2, custom: IconBox };
