import type { RpcClient } from '../../electron/client/rpc-client.ts';
import { connectEngineHost } from '../ipc/engine-host.ts';
import { callShell, onShellEvent } from '../ipc/shell.ts';
import { openDialog, selectAgent, showTasks } from './actions.ts';
import { followActivity, loadActivity } from './slices/activity-slice.ts';
import { followAgentTypes, loadAgentTypes } from './slices/agent-types-slice.ts';
import { followAgents, loadAgents } from './slices/agents-slice.ts';
import { followApprovals } from './slices/approvals-slice.ts';
import { followAsks, loadAsks } from './slices/asks-slice.ts';
import { followAttention, loadAttention } from './slices/attention-slice.ts';
import { followDrift, loadDrift } from './slices/drift-slice.ts';
import { followEgress, loadEgress } from './slices/egress-slice.ts';
import { followEngine, loadEngine } from './slices/engine-slice.ts';
import { followLeftovers, loadLeftovers } from './slices/leftovers-slice.ts';
import { followLife, loadLife } from './slices/life-slice.ts';
import { followListedStats } from './slices/listed-stats.ts';
import { followOperations, loadOperations } from './slices/operations-slice.ts';
import { followPorts } from './slices/ports-slice.ts';
import { loadAll, stopAll } from './slices/slice.ts';
import { followTasks, loadTasks } from './slices/tasks-slice.ts';
import { keepUnsent } from './slices/unsent-slice.ts';
import { followVerification, loadVerification } from './slices/verification-slice.ts';
import { startWelcome } from './slices/welcome-slice.ts';
import { useStore } from './store.ts';

/** Loads the state that the window shows into the store and keeps it current. Called once. */
export async function startSync(): Promise<void> {
  const { setSettings, setSettingsProblem, setEngineHostProblem, setSelectedAgent, setSystemScreenReader } =
    useStore.getState();
  keepUnsent(useStore, localStorage);
  onShellEvent('settings.changed', setSettings);
  onShellEvent('quit.asked', ({ agents, tray }) => openDialog({ kind: 'quit', agents, tray }));
  onShellEvent('settings.problem', setSettingsProblem);
  onShellEvent('screen-reader.changed', ({ active }) => setSystemScreenReader(active));
  onShellEvent('agent.requested', ({ agentId }) => selectAgent(agentId));
  onShellEvent('task.requested', ({ taskId }) => showTasks(taskId));
  const [info, settings] = await Promise.all([callShell('app.info', {}), callShell('settings.get', {})]);
  setSettings(settings);
  setSystemScreenReader(info.screenReader);
  if (!settings.welcomed) {
    startWelcome(useStore);
    void callShell('settings.update', { welcomed: true });
  }
  setSelectedAgent(settings.lastAgentId);
  setSettingsProblem(info.settingsProblem);
  setEngineHostProblem(info.engineHostProblem);
  connectEngineHost((client) => {
    setEngineHostProblem(null);
    return follow(client);
  }, setEngineHostProblem);
}

type Load = (client: RpcClient, store: typeof useStore) => Promise<void>;

/** Each load runs on its own, so that the engine's state is shown although listing agents fails without an engine. */
const LOADS: readonly Load[] = [
  loadEngine,
  loadOperations,
  loadAgentTypes,
  loadAgents,
  loadTasks,
  loadEgress,
  loadAsks,
  loadActivity,
  loadAttention,
  loadLife,
  loadVerification,
  loadDrift,
  loadLeftovers,
];

/** Loads that run again when the engine is back, because changes in between were never reported. */
const LOADS_OF_ENGINE: readonly Load[] = [loadAgents, loadEgress, loadLeftovers];

function follow(client: RpcClient): () => void {
  const load = (loads: readonly Load[]) => loadAll(loads.map((each) => () => each(client, useStore)));
  const stop = stopAll([
    followEngine(client, useStore, () => load(LOADS_OF_ENGINE)),
    followAgents(client, useStore),
    followTasks(client, useStore),
    followAgentTypes(client, useStore),
    followOperations(client, useStore),
    followLeftovers(client, useStore),
    followEgress(client, useStore),
    followApprovals(client, useStore),
    followAsks(client, useStore),
    followPorts(client, useStore),
    followLife(client, useStore),
    followActivity(client, useStore),
    followAttention(client, useStore),
    followVerification(client, useStore),
    followDrift(client, useStore),
    followListedStats(client, useStore),
  ]);
  load(LOADS);
  return stop;
}
