// Preloaded into the engine host as a plain Node process: stands in for Electron's parent port over Node's own channel,
// carries a window's messages, and ends the process at a file operation when told to.
const { fileSteps } = require('./file-steps.cjs');

const listeners = [];
const windows = new Map();

process.parentPort = {
  on: (_event, listener) => listeners.push(listener),
  postMessage: (message) => process.send({ kind: 'host', message }),
};

/** The end of a window's channel that the engine host gets; it keeps messages until it is started. */
function openPort(id) {
  const waiting = [];
  const port = { receive: (data) => waiting.push(data) };
  const listeners = {};
  windows.set(id, port);
  return {
    on(event, listener) {
      listeners[event] = listener;
    },
    start() {
      port.receive = (data) => listeners.message({ data });
      for (const data of waiting.splice(0)) port.receive(data);
    },
    close: () => windows.delete(id),
    postMessage: (data) => process.connected && process.send({ kind: 'window', id, data }),
  };
}

process.on('message', (message) => {
  switch (message.kind) {
    case 'host':
      for (const listener of listeners) listener({ data: message.message, ports: [] });
      return;
    case 'connect':
      for (const listener of listeners) {
        listener({ data: { type: 'connect' }, ports: [openPort(message.id)] });
      }
      return;
    case 'window':
      windows.get(message.id)?.receive(message.data);
      return;
    case 'count-files':
      fileSteps.count();
      return;
    case 'end-at-file':
      fileSteps.endAt(message.step, message.torn);
      return;
    case 'files':
      process.send({ kind: 'files', steps: fileSteps.taken() });
  }
});
// The test process ended.
process.on('disconnect', () => process.exit(0));
