import type { ShellAnswer } from '../../../electron/contract/bridge.ts';
import { REMOTE_SHELL_CALLS, type RemoteShellCall, WEB_PATHS } from '../../../electron/contract/web.ts';
import { systemClock } from '../../../electron/lib/clock.ts';
import { Emitter } from '../../../electron/lib/emitter.ts';
import { toAppError } from '../to-app-error.ts';
import type { HostPort, Transport } from '../transport.ts';
import { localShell } from './browser-shell.ts';
import { downloadFrom } from './files.ts';
import { HostConnection } from './host-connection.ts';
import { RemoteShell } from './remote-shell.ts';
import { connect, signOut } from './session.ts';

/** The transport of a page that `bulkhead serve --web` serves: two WebSockets, and the browser's own means. */
export function browserTransport(): Transport {
  const events = new Emitter<{ name: string; payload: unknown }>();
  const ports = new Emitter<HostPort>();
  const emit = (name: string, payload: unknown) => events.emit({ name, payload });
  const remote = new RemoteShell({ connect, onEvent: emit });
  let isFirst = true;
  const host = new HostConnection({
    connect,
    clock: systemClock,
    onPort: (port) => {
      ports.emit(port);
      if (!isFirst) void refreshSettings();
      isFirst = false;
    },
    onWanted: () => emit('engine-host.started', {}),
  });
  // Changes while the connection was lost were not reported.
  const refreshSettings = async () => {
    const answer = await remote.invoke('settings.get', {});
    if (answer.ok) emit('settings.changed', answer.output);
  };
  const local = localShell({
    connectHost: () => host.open(),
    onAgentRequested: (agentId) => emit('agent.requested', { agentId }),
    onTaskRequested: (taskId) => emit('task.requested', { taskId }),
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') host.retryNow();
  });
  const isRemote = (name: string): name is RemoteShellCall =>
    (REMOTE_SHELL_CALLS as readonly string[]).includes(name);
  return {
    kind: 'browser',
    invoke: async (name, input) => {
      if (isRemote(name)) return await remote.invoke(name, input);
      const handler = local[name as keyof typeof local] as (input: unknown) => Promise<unknown>;
      return await answerOf(() => handler(input));
    },
    onEvent: (listener) => events.on(({ name, payload }) => listener(name, payload)),
    // A browser tells no paths.
    pathOf: () => '',
    onPort: (listener) => void ports.on(listener),
    fileSaved: ({ token, path }) => downloadFrom(`${WEB_PATHS.downloads}${token}`, path),
    signOut,
  };
}

async function answerOf(run: () => Promise<unknown>): Promise<ShellAnswer> {
  try {
    return { ok: true, output: await run() };
  } catch (error) {
    return { ok: false, error: toAppError(error) };
  }
}
