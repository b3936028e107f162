// Loaded into the engine host by the soak: answers each connection on a socket with what the process holds, as JSON.
const { createServer } = require('node:net');
const { setFlagsFromString, writeHeapSnapshot } = require('node:v8');
const { runInNewContext } = require('node:vm');

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

function count(names) {
  const counts = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function holdings() {
  for (let round = 0; round < 4; round += 1) collect();
  return { ...process.memoryUsage(), resources: count(process.getActiveResourcesInfo()) };
}

module.exports = function listen(path) {
  const server = createServer((socket) => {
    // The soak may have ended.
    socket.on('error', () => undefined);
    socket.once('data', (chunk) => {
      const file = chunk.toString().trim();
      if (file !== '') writeHeapSnapshot(file);
      socket.end(JSON.stringify(holdings()));
    });
  });
  server.listen(path);
};
