import { create } from 'zustand';
import { type ActivitySlice, createActivitySlice } from './slices/activity-slice.ts';
import { type AgentTypesSlice, createAgentTypesSlice } from './slices/agent-types-slice.ts';
import { type AgentsSlice, createAgentsSlice } from './slices/agents-slice.ts';
import { type AppSlice, createAppSlice } from './slices/app-slice.ts';
import { type ApprovalsSlice, createApprovalsSlice } from './slices/approvals-slice.ts';
import { type AsksSlice, createAsksSlice } from './slices/asks-slice.ts';
import { type AttentionSlice, createAttentionSlice } from './slices/attention-slice.ts';
import { createDriftSlice, type DriftSlice } from './slices/drift-slice.ts';
import { createEgressSlice, type EgressSlice } from './slices/egress-slice.ts';
import { createEngineSlice, type EngineSlice } from './slices/engine-slice.ts';
import { createLeftoversSlice, type LeftoversSlice } from './slices/leftovers-slice.ts';
import { createLifeSlice, type LifeSlice } from './slices/life-slice.ts';
import { createOperationsSlice, type OperationsSlice } from './slices/operations-slice.ts';
import { createPortsSlice, type PortsSlice } from './slices/ports-slice.ts';
import { createTasksSlice, type TasksSlice } from './slices/tasks-slice.ts';
import { createUnsentSlice, type UnsentSlice } from './slices/unsent-slice.ts';
import { createVerificationSlice, type VerificationSlice } from './slices/verification-slice.ts';
import { createWelcomeSlice, type WelcomeSlice } from './slices/welcome-slice.ts';
import { createWindowSlice, type WindowSlice } from './slices/window-slice.ts';

export interface AppState
  extends AppSlice,
    WindowSlice,
    EngineSlice,
    AgentsSlice,
    AgentTypesSlice,
    OperationsSlice,
    LeftoversSlice,
    EgressSlice,
    ApprovalsSlice,
    AsksSlice,
    PortsSlice,
    TasksSlice,
    UnsentSlice,
    LifeSlice,
    ActivitySlice,
    AttentionSlice,
    VerificationSlice,
    DriftSlice,
    WelcomeSlice {}

/**
 * The window's state and its copy of the engine host's state, one slice per area. A slice owns its initial state, setters,
 * load and events; nothing else changes it. Components subscribe with selectors; handlers use `getState()`.
 */
export const useStore = create<AppState>()((set, get) => ({
  ...createAppSlice(set),
  ...createWindowSlice(set),
  ...createEngineSlice(set),
  ...createAgentsSlice(set, get),
  ...createAgentTypesSlice(set),
  ...createOperationsSlice(set),
  ...createLeftoversSlice(set),
  ...createEgressSlice(set),
  ...createApprovalsSlice(set),
  ...createAsksSlice(set),
  ...createPortsSlice(set),
  ...createTasksSlice(set),
  ...createUnsentSlice(set),
  ...createLifeSlice(set),
  ...createActivitySlice(set),
  ...createAttentionSlice(set),
  ...createVerificationSlice(set),
  ...createDriftSlice(set),
  ...createWelcomeSlice(set),
}));
