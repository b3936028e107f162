import { classifyAddress } from '../../../electron/gateway/addresses.ts';
import { containerEnvironment } from '../../../electron/gateway/host-environment.ts';
import { runGateway } from '../../../electron/gateway/program.ts';

/**
 * The gateway's program with loopback for an internet: every name leads to 127.0.0.1, which counts as public, and
 * agents' addresses are 127.0.0.2 and up. For benchmarks and tests that need it in a process of its own.
 */
const container = containerEnvironment();
const ownAddresses = new Map(
  Array.from({ length: 40 }, (_, index) => index + 2).map(
    (last) => [`127.0.0.${last}`, '255.0.0.0'] as const,
  ),
);

runGateway({
  ...container,
  resolve: async () => ['127.0.0.1'],
  classify: (address) => (address === '127.0.0.1' ? 'public' : classifyAddress(address)),
  ownAddresses: () => ownAddresses,
  proxyPort: Number(process.env.GATEWAY_PROXY_PORT ?? 3128),
  dnsPort: Number(process.env.GATEWAY_DNS_PORT ?? 5353),
});
