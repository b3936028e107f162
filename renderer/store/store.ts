import { create } from 'zustand';
import type { Activity } from '../../electron/contract/activity.ts';
import type { AgentLife } from '../../electron/contract/agent-life.ts';
import type { ListedAgentType } from '../../electron/contract/agent-type.ts';
import type { AgentAsks } from '../../electron/contract/asks.ts';
import { BASIC_TYPES } from '../../electron/contract/basic-types.ts';
import type { EngineState } from '../../electron/contract/engine.ts';
import type { AppError } from '../../electron/contract/error.ts';
import type { Difference, EgressState, VerificationState } from '../../electron/contract/isolation.ts';
import type { Operation } from '../../electron/contract/operation.ts';
import type { PublishedPort } from '../../electron/contract/ports.ts';
import type { CallOutput } from '../../electron/contract/registry.ts';
import type { SecretRecord } from '../../electron/contract/secrets.ts';
import { type Settings, settingsSchema } from '../../electron/contract/settings.ts';
import type { AgentFile } from '../file-formats/agent-file.ts';
import { type AgentsSlice, initialAgents } from './agents-slice.ts';

export type Tab = 'overview' | 'console' | 'logs' | 'network' | 'changes' | 'isolation' | 'details';

/** Where an agent wanted to go and could not. */
export interface BlockedTarget {
  readonly host: string;
  readonly port: number;
}

/** A part of the settings that something leads to. */
export type SettingsSection = 'engine' | 'gateway' | 'agents' | 'secrets' | 'verification' | 'sets';

/** The dialogs that stand above the whole window; one at a time. */
export type Dialog =
  | { kind: 'new-agent'; file?: AgentFile; folder?: string }
  | { kind: 'import-agent' }
  | { kind: 'export-agent'; agentId: string }
  | { kind: 'remove'; agentIds: readonly string[] }
  | { kind: 'rename'; agentId: string }
  | { kind: 'duplicate'; agentId: string }
  | { kind: 'choose-socket' }
  | { kind: 'settings'; section?: SettingsSection }
  | { kind: 'images' }
  | { kind: 'disk' }
  | { kind: 'snapshots'; agentId: string }
  | { kind: 'quit'; agents: number }
  | { kind: 'egress-set'; id?: string }
  | { kind: 'egress-sets-yaml' }
  | { kind: 'add-to-set'; agentId: string; blocked: BlockedTarget }
  | { kind: 'lock-egress'; agentId: string }
  | { kind: 'secret'; secret?: SecretRecord };

export interface AppState extends AgentsSlice {
  engine: EngineState;
  operations: Readonly<Record<string, Operation>>;
  /** All there are, the broken ones too; before the engine host has spoken, those that need no image. */
  agentTypes: readonly ListedAgentType[];
  ownTypesFolder: string;
  /** What interrupted creates left on the engine. */
  leftovers: CallOutput<'leftovers.list'>;
  /** By agent; an agent whose state was not asked for is missing. */
  egressById: Readonly<Record<string, EgressState>>;
  /** By agent; those that nobody looked at may be missing. */
  portsById: Readonly<Record<string, PublishedPort[]>>;
  /** By agent; one that is missing lives as its spec says. */
  lifeById: Readonly<Record<string, AgentLife>>;
  /** What happened, oldest first. */
  activity: readonly Activity[];
  /** The newest entry that the person has seen in the list. */
  activitySeen: number;
  /** Agents of which a console waits for a person. */
  waitingAgentIds: readonly string[];
  /** By agent; one that was never verified is missing. */
  verificationById: Readonly<Record<string, VerificationState>>;
  /** By agent: in what it is not what its settings say. */
  driftById: Readonly<Record<string, readonly Difference[]>>;
  /** Blocked requests that wait for a decision, by agent; an agent without any may be missing. */
  asksById: Readonly<Record<string, AgentAsks>>;
  settings: Settings;
  settingsProblem: AppError | null;
  engineHostProblem: AppError | null;
  /** null shows the fleet. */
  selectedAgentId: string | null;
  tab: Tab;
  dialog: Dialog | null;
  paletteOpen: boolean;
}

const initialState: AppState = {
  ...initialAgents,
  engine: { status: 'connecting' },
  operations: {},
  agentTypes: Object.values(BASIC_TYPES),
  ownTypesFolder: '',
  leftovers: [],
  egressById: {},
  portsById: {},
  lifeById: {},
  activity: [],
  activitySeen: -1,
  waitingAgentIds: [],
  verificationById: {},
  driftById: {},
  asksById: {},
  settings: settingsSchema.parse({}),
  settingsProblem: null,
  engineHostProblem: null,
  selectedAgentId: null,
  tab: 'overview',
  dialog: null,
  paletteOpen: false,
};

/** The window's picture of the engine host and of itself. Components subscribe with selectors; handlers use `getState()`. */
export const useStore = create<AppState>()(() => initialState);
