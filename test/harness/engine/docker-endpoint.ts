import type { Endpoint } from '../../../electron/contract/engine.ts';
import type { Engine } from '../../../electron/engine/docker/engine.ts';
import { packTar } from '../../../electron/engine/docker/tar.ts';
import { testEngine } from './engine.ts';

/** A small image with a shell, on Docker Hub and in the test registry. */
export const BUSYBOX = 'busybox:stable';

/** The engine of the test run. */
export function testEndpoint(): Endpoint {
  return { url: testEngine().dockerHost, source: 'DOCKER_HOST', label: 'test engine' };
}

/** A build context with only a Dockerfile. */
export async function dockerfileContext(...lines: string[]): Promise<Uint8Array> {
  return await packTar([{ name: 'Dockerfile', type: 'file', content: Buffer.from(lines.join('\n')) }]);
}

/** Tags busybox for the caller, so that the caller can remove the tag without an effect on other tests. */
export async function tagBusybox(engine: Engine, tag: string, labels: Record<string, string>): Promise<void> {
  await engine.buildImage(await dockerfileContext(`FROM ${BUSYBOX}`), { tag, labels });
}
