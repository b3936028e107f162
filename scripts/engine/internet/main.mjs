/**
 * The internet of a test engine: name servers, web servers and an echo on every public address, each of which
 * records what reached it. Runs in a network namespace of its own, to which the engine's default route leads.
 *
 * Arguments: the folder for `control.sock` and `ca.crt`; the socket of the real outside; "open" when every name may
 * go there, and not only those that a test asks for.
 */
import { createSocket } from 'node:dgram';
import { createServer as createHttp } from 'node:http';
import { createServer as createHttp2 } from 'node:http2';
import { createServer as createHttps } from 'node:https';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { openCertificates } from './certificates.mjs';
import { serveCompanyProxy } from './company-proxy.mjs';
import { serveControl } from './control.mjs';
import { serveDns } from './dns-server.mjs';
import { Firewall } from './firewall.mjs';
import { answerHttp, answerWebSocket } from './http-answers.mjs';
import { createOAuthServer } from './oauth-server.mjs';
import { addresses, Zone } from './zone.mjs';

const [folder, outsideSocket, isOpen] = process.argv.slice(2);
/** Ports that a program may try in order to get out. Whatever arrives is recorded and echoed. */
const echoPorts = [7, 22, 853, 2375, 8080, 9418];
const udpPorts = [123, 443, 4500];
/** Older records go first: a test reads its own within seconds. */
const keptRecords = 10_000;

const zone = new Zone({ isOutside: isOpen === 'open' });
const records = [];
const oauth = createOAuthServer();
const record = (entry) => {
  if (records.length === keptRecords) records.shift();
  const arrival = { at: Date.now(), ...entry };
  records.push(arrival);
  return arrival;
};

const certificateFor = openCertificates(folder);
const http = createHttp(answerHttp(record, oauth)).on('upgrade', answerWebSocket(record));
const https = createHttps(
  {
    // A client that names no host gets the certificate of the server's address.
    ...certificateFor(addresses.server),
    // HTTP/2 is for clients that speak nothing else.
    ALPNProtocols: ['http/1.1', 'h2'],
    SNICallback: (name, done) =>
      /^[\w.-]+$/.test(name) ? done(null, createSecureContext(certificateFor(name))) : done(null, undefined),
  },
  answerHttp(record, oauth),
).on('upgrade', answerWebSocket(record));
const http2 = createHttp2(answerHttp(record, oauth));
const [serveHttp1] = https.listeners('secureConnection');
https.removeListener('secureConnection', serveHttp1);
https.on('secureConnection', (socket) => {
  if (socket.alpnProtocol === 'h2') http2.emit('connection', socket);
  else serveHttp1.call(https, socket);
});

const firewall = new Firewall();
listen(80, http);
listen(443, https);
for (const port of echoPorts)
  createServer(firewall.guard(port, (socket) => echo(socket, port))).listen(port, '0.0.0.0');
serveCompanyProxy({ zone, record });
for (const port of udpPorts) {
  const socket = createSocket('udp4');
  socket.on('message', (message, { address }) =>
    record({ kind: 'udp', port, from: address, bytes: message.length }),
  );
  socket.bind(port, '0.0.0.0');
}
for (const address of [addresses.resolver, ...addresses.publicResolvers])
  serveDns({ address, zone, record, firewall });
serveControl({ socketPath: join(folder, 'control.sock'), zone, records, firewall, oauth });

/** One listener for every address: connections that mean a real name go outside, the others to our server. */
function listen(port, server) {
  createServer(
    firewall.guard(port, (socket) => {
      const name = zone.outsideName(socket.localAddress);
      if (name) relay(socket, name, port);
      else server.emit('connection', socket);
    }),
  ).listen(port, '0.0.0.0');
}

function relay(socket, name, port) {
  record({ kind: 'outside', name, port });
  const outside = connect(outsideSocket, () => {
    outside.write(`${name} ${port}\n`);
    socket.pipe(outside).pipe(socket);
  });
  socket.on('error', () => outside.destroy()).on('close', () => outside.destroy());
  outside.on('error', () => socket.destroy()).on('close', () => socket.destroy());
}

function echo(socket, port) {
  const arrival = record({
    kind: 'tcp',
    port,
    from: socket.remoteAddress,
    to: socket.localAddress,
    bytes: 0,
  });
  socket.on('data', (chunk) => {
    arrival.bytes += chunk.length;
  });
  socket.on('error', () => socket.destroy());
  socket.pipe(socket);
}
