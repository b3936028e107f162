import { afterAll, beforeAll, expect, it } from 'vitest';
import { bareEgress, MIB } from '../../../electron/contract/agent-spec.ts';
import { placeholderOf, type SecretRecord } from '../../../electron/contract/secrets.ts';
import type { EgressService } from '../../../electron/engine/egress/egress-service.ts';
import { Scope } from '../../../electron/lib/scope.ts';
import {
  busyboxSpec,
  createAgent,
  inAgent,
  type TestProvisioning,
  testProvisioning,
} from '../../harness/agents/provisioning.ts';
import { appEngine } from '../../harness/engine/docker-cli.ts';
import { addresses, arrivals, setNames, testAuthority } from '../../harness/engine/internet.ts';
import { appEgress } from '../../harness/gateway/gateway-agent.ts';
import { TestKeeper } from '../../harness/gateway/secret-keeper.ts';

const KEY: Omit<SecretRecord, 'revision' | 'source'> = {
  id: Buffer.from('grpc        ').toString('hex'),
  name: 'Work key',
  use: {
    kind: 'custom',
    hosts: ['grpc.company.com'],
    place: { kind: 'header', name: 'X-Api-Key' },
    envName: 'KEY',
  },
};

/** A client of gRPC as far as it matters here: HTTP/2 alone, a length before the message, a status in the trailers. */
const CLIENT = `const { connect } = require('node:net'), tls = require('node:tls'), http2 = require('node:http2');
const proxy = new URL(process.env.HTTPS_PROXY), host = 'grpc.company.com';
const socket = connect(proxy.port, proxy.hostname, () => socket.write('CONNECT ' + host + ':443 HTTP/1.1\\r\\nHost: ' + host + '\\r\\n\\r\\n'));
socket.once('data', () => {
  const secured = tls.connect({ socket, servername: host, ALPNProtocols: ['h2'] });
  const session = http2.connect('https://' + host, { createConnection: () => secured });
  const call = session.request({ ':method': 'POST', ':path': '/company.Tool/Run', 'content-type': 'application/grpc', te: 'trailers', 'x-api-key': process.env.KEY });
  call.setEncoding('utf8');
  let body = '';
  call.on('data', (text) => { body += text; });
  call.on('trailers', (trailers) => console.log(JSON.stringify({ body, status: trailers['grpc-status'] })));
  call.on('close', () => session.close());
  session.on('close', () => socket.destroy());
  call.end(Buffer.from([0, 0, 0, 0, 2, 104, 105]));
});
socket.on('error', (error) => console.log(String(error)));`;

const scope = new Scope();
const keeper = new TestKeeper();
let setup: TestProvisioning;
let egress: EgressService;
let agentId: string;

beforeAll(async () => {
  await setNames({ 'grpc.company.com': [addresses.otherServer] });
  egress = appEgress(appEngine(scope), scope, { secrets: keeper, extraRootsPem: testAuthority() });
  keeper.set(KEY, 'CANARY-of-the-key');
  setup = await testProvisioning(scope, { egress, secrets: keeper });
  ({ agentId } = await createAgent(
    setup,
    busyboxSpec('caller', {
      image: 'node:24-slim',
      resources: { memoryBytes: 256 * MIB, cpus: 1, pids: 128 },
      egress: bareEgress('allowlist'),
      secrets: [{ secretId: KEY.id, delivery: 'gateway' as const }],
    }),
  ));
});
afterAll(async () => {
  await setNames({});
  if (agentId) await egress.detach(agentId);
  await scope.dispose();
});

// First reported as https://github.com/docker/sbx-releases/issues/574.
it('gRPC works on a host with a credential, through the gateway on the engine', async () => {
  const quoted = CLIENT.replaceAll("'", `'"'"'`);
  const answer = await inAgent('caller', `node -e '${quoted}'`);
  expect(JSON.parse(answer)).toMatchObject({ status: '0' });
  const arrived = (await arrivals()).filter(({ path }) => path === '/company.Tool/Run');
  expect(arrived).toMatchObject([
    { kind: 'https', headers: { 'x-api-key': 'CANARY-of-the-key', te: 'trailers' } },
  ]);
  // The server gives back what it was sent, in its answer's text.
  expect(answer).not.toContain('CANARY');
  expect(answer).toContain(placeholderOf(KEY));
});
