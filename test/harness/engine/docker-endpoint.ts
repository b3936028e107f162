import type { Endpoint } from '../../../electron/contract/engine.ts';
import type { Engine } from '../../../electron/engine/docker/engine.ts';
import { packTar } from '../../../electron/engine/docker/tar.ts';
import { testEngine } from './engine.ts';

/** A small image with a shell, on Docker Hub and in the test registry. */
export const BUSYBOX = 'busybox:stable';

/** The engine that the test run was given. */
export function testEndpoint(): Endpoint {
  return { url: testEngine().dockerHost, source: 'DOCKER_HOST', label: 'test engine' };
}

/** A build context of a Dockerfile alone. */
export async function dockerfileContext(...lines: string[]): Promise<Uint8Array> {
  return await packTar([{ name: 'Dockerfile', type: 'file', content: Buffer.from(lines.join('\n')) }]);
}

/** Busybox under a tag of the caller's own, which removing does not take from anybody else. */
export async function tagBusybox(engine: Engine, tag: string, labels: Record<string, string>): Promise<void> {
  await engine.buildImage(await dockerfileContext(`FROM ${BUSYBOX}`), { tag, labels });
}
