import { create } from 'zustand';
import { type ActivitySlice, createActivitySlice } from './activity-slice.ts';
import { type AgentTypesSlice, createAgentTypesSlice } from './agent-types-slice.ts';
import { type AgentsSlice, createAgentsSlice } from './agents-slice.ts';
import { type AppSlice, createAppSlice } from './app-slice.ts';
import { type AsksSlice, createAsksSlice } from './asks-slice.ts';
import { type AttentionSlice, createAttentionSlice } from './attention-slice.ts';
import { createDriftSlice, type DriftSlice } from './drift-slice.ts';
import { createEgressSlice, type EgressSlice } from './egress-slice.ts';
import { createEngineSlice, type EngineSlice } from './engine-slice.ts';
import { createLeftoversSlice, type LeftoversSlice } from './leftovers-slice.ts';
import { createLifeSlice, type LifeSlice } from './life-slice.ts';
import { createOperationsSlice, type OperationsSlice } from './operations-slice.ts';
import { createPortsSlice, type PortsSlice } from './ports-slice.ts';
import { createVerificationSlice, type VerificationSlice } from './verification-slice.ts';
import { createWindowSlice, type WindowSlice } from './window-slice.ts';

export interface AppState
  extends AppSlice,
    WindowSlice,
    EngineSlice,
    AgentsSlice,
    AgentTypesSlice,
    OperationsSlice,
    LeftoversSlice,
    EgressSlice,
    AsksSlice,
    PortsSlice,
    LifeSlice,
    ActivitySlice,
    AttentionSlice,
    VerificationSlice,
    DriftSlice {}

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
  ...createAsksSlice(set),
  ...createPortsSlice(set),
  ...createLifeSlice(set),
  ...createActivitySlice(set),
  ...createAttentionSlice(set),
  ...createVerificationSlice(set),
  ...createDriftSlice(set),
}));
