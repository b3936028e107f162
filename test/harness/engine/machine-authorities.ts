/** Where the path is kept meanwhile: a variable, because the modules of a worker are loaded again for each test file. */
const KEPT = 'BULKHEAD_TEST_AUTHORITIES';

/**
 * Takes the authorities of this machine's network from the environment. Every program that a test starts would read
 * them, and every agent and gateway would get them; only builds from the real network need them.
 */
export function withholdAuthorities(): void {
  const { NODE_EXTRA_CA_CERTS: path } = process.env;
  if (path === undefined) return;
  process.env[KEPT] = path;
  delete process.env.NODE_EXTRA_CA_CERTS;
}

/** Puts the authorities into the environment again, until the next test file. */
export function restoreAuthorities(): void {
  const path = process.env[KEPT];
  if (path !== undefined) process.env.NODE_EXTRA_CA_CERTS = path;
}
