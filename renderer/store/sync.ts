import type { RpcClient } from '../ipc/client.ts';
import { connectEngineHost } from '../ipc/engine-host.ts';
import { callShell, onShellEvent } from '../ipc/shell.ts';
import { withAgentList, withAgentsChange } from './agents-slice.ts';
import { useStore } from './store.ts';

/** Starts the flow of everything that the window shows into the store. Called once. */
export async function startSync(): Promise<void> {
  onShellEvent('settings.changed', (settings) => useStore.setState({ settings }));
  onShellEvent('settings.problem', (settingsProblem) => useStore.setState({ settingsProblem }));
  const [info, settings] = await Promise.all([callShell('app.info', {}), callShell('settings.get', {})]);
  useStore.setState({
    settings,
    selectedAgentId: settings.lastAgentId,
    settingsProblem: info.settingsProblem,
    engineHostProblem: info.engineHostProblem,
  });
  connectEngineHost(follow);
}

function follow(client: RpcClient): () => void {
  const listAgents = async () => {
    const list = await client.call('agent.list', {});
    useStore.setState((state) => withAgentList(state, list));
  };
  const stops = [
    client.on('engine.changed', (engine) => useStore.setState({ engine })),
    client.on('agents.changed', (change) => {
      const { slice, missed } = withAgentsChange(useStore.getState(), change);
      useStore.setState(slice);
      if (missed) void listAgents();
    }),
    client.on('operation.changed', (operation) =>
      useStore.setState((state) => ({ operations: { ...state.operations, [operation.id]: operation } })),
    ),
    client.on('operation.dismissed', ({ operationId }) =>
      useStore.setState(({ operations: { [operationId]: _gone, ...operations } }) => ({ operations })),
    ),
  ];
  const load = async () => {
    const [engine, operations] = await Promise.all([
      client.call('engine.state', {}),
      client.call('operation.list', {}),
      listAgents(),
    ]);
    useStore.setState({
      engine,
      operations: Object.fromEntries(operations.map((operation) => [operation.id, operation])),
    });
  };
  load().catch((error: unknown) => {
    // The host went away while we asked: the next one brings a new client, and this runs again.
    reportError(error);
  });
  return () => {
    for (const stop of stops) stop();
  };
}
