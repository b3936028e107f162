import type { Endpoint } from '../../electron/contract/engine.ts';

/** The engine that the test run was given. */
export function testEndpoint(): Endpoint {
  const url = process.env.DOCKER_HOST;
  if (!url) throw new Error('engine tests need DOCKER_HOST');
  return { url, source: 'DOCKER_HOST', label: 'test engine' };
}
