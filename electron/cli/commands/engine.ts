import type { EndpointProbe } from '../../contract/engine.ts';
import { AppFailure } from '../../contract/error.ts';
import { command, one, text } from '../definition.ts';
import type { Output } from '../output.ts';

const list = command({
  name: 'engine ls',
  summary: 'List the engines that were found, and which one is used',
  isDefault: true,
  arguments: {},
  options: {},
  examples: [{ line: 'bulkhead engine', does: 'Their addresses and versions, or why they cannot be used' }],
  run: async (_, { output, session, signal }) => {
    const { client } = await session();
    const probes = await client.call('engine.endpoints', {}, signal);
    const state = await client.call('engine.state', {}, signal);
    const used = state.status === 'connected' ? state.endpoint.url : undefined;
    print(output, probes, used);
    return 0;
  },
});

const use = command({
  name: 'engine use',
  summary: 'Use another engine from now on',
  details: [
    '“default” forgets the choice: then the usual places are tried in their order. An engine on another machine needs a person’s consent at the app.',
  ],
  arguments: { address: one('unix:///path, tcp://host:port, ssh://user@host, or “default”') },
  options: { tls: text('--tls <folder>', 'Folder with ca.pem, cert.pem and key.pem') },
  examples: [
    { line: 'bulkhead engine use default', does: 'DOCKER_HOST, the Docker context, then the usual sockets' },
  ],
  run: async ({ args, options }, { output, session, signal }) => {
    const { client } = await session();
    if (args.address === 'default') {
      await client.call('engine.choose', { endpoint: null }, signal);
      output.result({ endpoint: null }, () => []);
      return 0;
    }
    const place = { url: args.address, ...(options.tls === undefined ? {} : { tlsPath: options.tls }) };
    const probe = await client.call('engine.test', place, signal);
    if (!probe.reachable)
      throw new AppFailure(
        probe.error ?? { type: 'engine-unreachable', message: `${args.address} cannot be reached.` },
      );
    await client.call('engine.choose', { endpoint: probe.endpoint }, signal);
    print(output, [probe], probe.endpoint.url);
    return 0;
  },
});

function print(output: Output, probes: readonly EndpointProbe[], used: string | undefined): void {
  output.table(
    probes,
    ['', 'ENGINE', 'ADDRESS', 'VERSION', 'PROBLEM'],
    probes.map(({ endpoint, version, error }) => [
      endpoint.url === used ? 'used' : '',
      endpoint.label,
      endpoint.url,
      version ?? '-',
      error?.message ?? '',
    ]),
  );
}

export const engine = [list, use];
