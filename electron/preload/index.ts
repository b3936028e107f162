import { contextBridge, ipcRenderer, webUtils } from 'electron';
import {
  ENGINE_PORT_CHANNEL,
  PAINTED_CHANNEL,
  SHELL_EVENT_CHANNEL,
  SHELL_INVOKE_CHANNEL,
  type ShellBridge,
} from '../contract/bridge.ts';

const bridge: ShellBridge = {
  invoke: (name, input) => ipcRenderer.invoke(SHELL_INVOKE_CHANNEL, name, input),
  onEvent: (listener) => {
    const forward = (_event: unknown, name: string, payload: unknown) => listener(name, payload);
    ipcRenderer.on(SHELL_EVENT_CHANNEL, forward);
    return () => ipcRenderer.removeListener(SHELL_EVENT_CHANNEL, forward);
  },
  // Older Electrons have no `webUtils`, and put the path on the file.
  pathOf: (file) => webUtils?.getPathForFile(file) ?? (file as { path?: string }).path ?? '',
};

contextBridge.exposeInMainWorld('bulkhead', bridge);

// A port cannot cross the context bridge; a window message to our own origin can carry it.
ipcRenderer.on(ENGINE_PORT_CHANNEL, (event) => {
  window.postMessage(ENGINE_PORT_CHANNEL, window.location.origin, event.ports);
});

const paint = new PerformanceObserver(() => {
  paint.disconnect();
  ipcRenderer.send(PAINTED_CHANNEL);
});
paint.observe({ type: 'paint', buffered: true });
