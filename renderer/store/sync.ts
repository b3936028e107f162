import { AppFailure } from '../../electron/contract/error.ts';
import type { RpcClient } from '../ipc/client.ts';
import { connectEngineHost } from '../ipc/engine-host.ts';
import { callShell, onShellEvent } from '../ipc/shell.ts';
import { openDialog, selectAgent } from './actions.ts';
import { type AgentsSlice, withAgentList, withAgentsChange } from './agents-slice.ts';
import { watchListedAgents } from './follow-listed-stats.ts';
import { showAgentTypes } from './load-agent-types.ts';
import { type AppState, useStore } from './store.ts';
import { watchActivity } from './watch-activity.ts';
import { watchAsks } from './watch-asks.ts';
import { watchEgress } from './watch-egress.ts';
import { watchLife } from './watch-life.ts';

/** Starts the flow of everything that the window shows into the store. Called once. */
export async function startSync(): Promise<void> {
  onShellEvent('settings.changed', (settings) => useStore.setState({ settings }));
  onShellEvent('quit.asked', ({ agents }) => openDialog({ kind: 'quit', agents }));
  onShellEvent('settings.problem', (settingsProblem) => useStore.setState({ settingsProblem }));
  onShellEvent('agent.requested', ({ agentId }) => selectAgent(agentId));
  const [info, settings] = await Promise.all([callShell('app.info', {}), callShell('settings.get', {})]);
  useStore.setState({
    settings,
    selectedAgentId: settings.lastAgentId,
    settingsProblem: info.settingsProblem,
    engineHostProblem: info.engineHostProblem,
  });
  connectEngineHost(follow, (engineHostProblem) => useStore.setState({ engineHostProblem }));
}

/** The agent of the last start may be gone by the first reading of the engine: then the fleet is the honest first page. */
function withoutLost(state: AppState, slice: AgentsSlice): Partial<AppState> {
  const first = state.agentIds === null && slice.agentIds !== null;
  const { selectedAgentId } = state;
  const lost = first && selectedAgentId !== null && slice.agentsById[selectedAgentId] === undefined;
  return lost ? { ...slice, selectedAgentId: null } : slice;
}

function follow(client: RpcClient): () => void {
  const listAgents = async () => {
    const list = await client.call('agent.list', {});
    useStore.setState((state) => withoutLost(state, withAgentList(state, list)));
  };
  const listEgress = async () => {
    useStore.setState({ egressById: await client.call('egress.list', {}) });
  };
  const listVerifications = async () => {
    useStore.setState({ verificationById: await client.call('verification.list', {}) });
  };
  const listDrift = async () => {
    useStore.setState({ driftById: await client.call('drift.list', {}) });
  };
  const listLeftovers = async () => {
    useStore.setState({ leftovers: await client.call('leftovers.list', {}) });
  };
  const listTypes = async () => showAgentTypes(await client.call('agent-type.list', {}));
  const stops = [
    watchListedAgents(client),
    watchEgress(client),
    watchAsks(client),
    watchActivity(client),
    watchLife(client),
    client.on('engine.changed', (engine) => {
      const connected = engine.status === 'connected' && useStore.getState().engine.status !== 'connected';
      useStore.setState({ engine });
      if (connected) attempt(listAgents, listLeftovers);
    }),
    client.on('agents.changed', (change) => {
      const { slice, missed } = withAgentsChange(useStore.getState(), change);
      useStore.setState((state) => withoutLost(state, slice));
      if (missed) attempt(listAgents);
      // What looked unfinished may have been started since, by somebody else.
      if (useStore.getState().leftovers.length > 0) attempt(listLeftovers);
    }),
    client.on('egress.changed', ({ agentId, state: egress }) =>
      useStore.setState((state) => ({ egressById: { ...state.egressById, [agentId]: egress } })),
    ),
    client.on('verification.changed', ({ agentId, state: verification }) =>
      useStore.setState((state) => ({
        verificationById: { ...state.verificationById, [agentId]: verification },
      })),
    ),
    client.on('drift.changed', ({ agentId, differences }) =>
      useStore.setState((state) => ({ driftById: { ...state.driftById, [agentId]: differences } })),
    ),
    client.on('ports.changed', ({ agentId, ports }) =>
      useStore.setState((state) => ({ portsById: { ...state.portsById, [agentId]: ports } })),
    ),
    client.on('operation.changed', (operation) =>
      useStore.setState((state) => ({ operations: { ...state.operations, [operation.id]: operation } })),
    ),
    client.on('operation.dismissed', ({ operationId }) =>
      useStore.setState(({ operations: { [operationId]: _gone, ...operations } }) => ({ operations })),
    ),
    client.on('agent-types.changed', () => attempt(listTypes)),
    client.on('leftovers.changed', () => attempt(listLeftovers)),
  ];
  // Each on its own: without an engine there are no agents to list, and its state must be shown all the same.
  attempt(
    async () => useStore.setState({ engine: await client.call('engine.state', {}) }),
    async () => {
      const operations = await client.call('operation.list', {});
      useStore.setState({
        operations: Object.fromEntries(operations.map((operation) => [operation.id, operation])),
      });
    },
    listTypes,
    listAgents,
    listEgress,
    listVerifications,
    listDrift,
    listLeftovers,
  );
  return () => {
    for (const stop of stops) stop();
  };
}

/**
 * Loads parts of the picture. One that fails is no news for a person: the engine's own state says what is wrong, and
 * everything is loaded again when the engine or its host is back.
 */
function attempt(...loads: readonly (() => Promise<void>)[]): void {
  for (const load of loads) {
    load().catch((thrown: unknown) => {
      if (!(thrown instanceof AppFailure)) reportError(thrown);
    });
  }
}
