/**
 * Addresses of the test world. The internet's ones lie in a public block, so that an address classifier
 * treats them like any other public host; none of them ever leaves the two namespaces.
 */
export const addresses = {
  lan: { engine: '192.168.77.2', router: '192.168.77.1' },
  block: '45.10.0.0/16',
  resolver: '45.10.0.53',
  /** Answers HTTP, HTTPS and echoes TCP. */
  server: '45.10.0.10',
  /** A second server, for names that must be told apart by address. */
  otherServer: '45.10.0.11',
  /** Relays to the real network by host name, when the engine was started with `--outside`. */
  outside: '45.10.0.80',
  registry: '127.0.0.1:5000',
};
