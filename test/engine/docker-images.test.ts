import { execFileSync } from 'node:child_process';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ProgressLine } from '../../electron/engine/docker/image-api.ts';
import { BUSYBOX, dockerfileContext } from '../harness/engine/docker-endpoint.ts';
import { testEngine } from '../harness/engine/engine.ts';
import { engineContract, failure } from '../harness/engine/engine-contract.ts';
import { publishLargeImage } from '../harness/engine/large-image.ts';

/** The contract of `Engine` on a real engine. */
const { engine, image, labels, filters, runContainer } = engineContract('images');

describe('images', () => {
  it('are found, listed and removed', async () => {
    expect(await engine.inspectImage(image)).toMatchObject({ RepoTags: [image] });
    expect((await engine.listImages(filters)).map(({ RepoTags }) => RepoTags)).toEqual([[image]]);
    await engine.removeImage('bulkhead-test/never-existed:1');
    await runContainer();
    expect(await failure(engine.removeImage(image))).toMatchObject({ type: 'conflict' });
  });

  it('are built with progress, arguments and labels', async () => {
    const tag = `bulkhead-test/built:${process.pid}`;
    const lines: ProgressLine[] = [];
    const context = await dockerfileContext(`FROM ${image}`, 'ARG WORD', 'RUN echo "größe $WORD"');
    const id = await engine.buildImage(context, {
      tag,
      labels,
      buildArgs: { WORD: 'eins' },
      onProgress: (line) => lines.push(line),
    });
    onTestFinished(() => engine.removeImage(tag));
    expect((await engine.inspectImage(tag)).Id).toBe(id);
    expect(lines.map(({ stream }) => stream ?? '').join('')).toContain('größe eins');
  });

  it('say which step of a build failed', async () => {
    const context = await dockerfileContext(`FROM ${image}`, 'RUN exit 3');
    const error = await failure(engine.buildImage(context, { tag: 'bulkhead-test/broken:1', labels }));
    expect(error).toMatchObject({ type: 'image-build-failed', raw: expect.stringContaining('exit 3') });
  });

  it('stop building when cancelled', async () => {
    const context = await dockerfileContext(`FROM ${image}`, 'RUN sleep 300');
    const controller = new AbortController();
    const building = engine.buildImage(context, {
      tag: 'bulkhead-test/slow:1',
      signal: controller.signal,
      onProgress: ({ stream }) => stream?.includes('Running in') && controller.abort(),
    });
    expect(await failure(building)).toMatchObject({ type: 'cancelled' });
  });

  it('are pulled with progress, and not at all when cancelled', async () => {
    const lines: ProgressLine[] = [];
    await engine.pullImage(BUSYBOX, { onProgress: (line) => lines.push(line) });
    expect(lines.some(({ status }) => /Status: (Downloaded|Image is up to date)/.test(status ?? ''))).toBe(
      true,
    );

    const large = await publishLargeImage('cancelled');
    await engine.removeImage(large);
    const controller = new AbortController();
    const pulling = engine.pullImage(large, {
      signal: controller.signal,
      onProgress: ({ progressDetail }) => progressDetail?.total !== undefined && controller.abort(),
    });
    expect(await failure(pulling)).toMatchObject({ type: 'cancelled' });
    expect(await failure(engine.inspectImage(large))).toMatchObject({ type: 'image-not-found' });
  });

  it('that do not exist say so', async () => {
    const { dockerHost, isPrivate } = testEngine();
    const info = JSON.parse(
      execFileSync('docker', ['-H', dockerHost, 'info', '--format', '{{json .RegistryConfig.Mirrors}}'], {
        encoding: 'utf8',
      }),
    );
    // A private engine cannot reach Docker Hub, and uses a mirror instead.
    const registry = isPrivate ? `${new URL(String(info[0])).host}/library/` : '';
    for (const name of ['busybox:no-such-tag', 'bulkhead-no-such-image:1']) {
      const reference = `${registry}${name}`;
      const error = await failure(engine.pullImage(reference, {}));
      expect(error).toMatchObject({ type: 'image-not-found', message: expect.stringContaining(reference) });
    }
  });

  it('that cannot be pulled say why', async () => {
    const { type, message } = await failure(engine.pullImage('127.0.0.1:1/nothing/here:1', {}));
    expect({ type, message }).toMatchObject({
      type: 'image-pull-failed',
      message: expect.stringContaining('cannot reach the registry'),
    });
    expect(await failure(engine.pullImage('Not A Reference', {}))).toMatchObject({
      type: 'invalid-input',
      field: 'image',
    });
    expect(await failure(engine.pullImage('x', { signal: AbortSignal.abort() }))).toMatchObject({
      type: 'cancelled',
    });
  });
});
