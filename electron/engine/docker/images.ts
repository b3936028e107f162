import { AppFailure } from '../../contract/error.ts';
import { distribution, imageInspect, imageManifests, imageSummaries, progressLine } from './answers.ts';
import { type EngineClient, type EngineRequest, path } from './client.ts';
import type { CallOptions, Engine } from './engine.ts';
import { type CallContext, cancelled, describeProblem, toFailure } from './errors.ts';
import { ancestorsToRemove } from './image-ancestors.ts';
import type { ProgressLine } from './image-api.ts';
import { parseImageReference } from './image-reference.ts';
import { readJsonLines } from './json-lines.ts';

type ImageCalls = Pick<
  Engine,
  | 'inspectImage'
  | 'listImages'
  | 'storedImages'
  | 'distributionDigest'
  | 'pullImage'
  | 'buildImage'
  | 'removeImage'
  | 'loadImage'
>;

/** Registry credentials encoded for `X-Registry-Auth`, or what kept them from being read, as a sentence. */
export type FindRegistryAuth = (
  registry: string,
  signal?: AbortSignal,
) => Promise<{ header?: string; warning?: string }>;

/** The engine sends no header before the registry has answered; it retries an unreachable registry for minutes. */
const FIRST_PROGRESS_TIMEOUT_MS = 5 * 60_000;

interface ProgressOptions {
  signal?: AbortSignal;
  onProgress?: (line: ProgressLine) => void;
}

/** An error inside a started answer: the engine reported it, so it is no connection error. */
function reported(text: string, about: CallContext): AppFailure {
  return new AppFailure(describeProblem({ status: 500, text }, about));
}

/** A call for an image of a registry. `warning` is what kept the log-in from being read. */
function pullOf(reference: string, warning: string | undefined): CallContext {
  return { kind: 'pull', name: reference, ...(warning === undefined ? {} : { noLogin: warning }) };
}

export function imageCalls(client: EngineClient, findRegistryAuth: FindRegistryAuth): ImageCalls {
  /** Follows an operation to its end; resolves to the id that it reports, if any. Cancelling aborts the request. */
  async function follow(
    request: EngineRequest,
    { signal, onProgress }: ProgressOptions,
  ): Promise<string | undefined> {
    const stream = await client.stream(request, {
      timeoutMs: FIRST_PROGRESS_TIMEOUT_MS,
      ...(signal ? { signal } : {}),
    });
    let id: string | undefined;
    try {
      for await (const line of readJsonLines(progressLine, stream)) {
        if (line.error !== undefined) throw reported(line.error, request.about);
        id = line.aux?.ID ?? id;
        onProgress?.(line);
      }
    } catch (error) {
      throw signal?.aborted ? cancelled() : toFailure(error, request.about);
    } finally {
      stream.destroy();
    }
    // Destroying the stream ends the loop without an error when it happens between two chunks.
    if (signal?.aborted) throw cancelled();
    return id;
  }

  const inspectImage: Engine['inspectImage'] = (reference, options) =>
    client.json(
      imageInspect,
      { method: 'GET', path: path`/images/${reference}/json`, about: { kind: 'image', name: reference } },
      options,
    );

  async function removeOne(reference: string, options: CallOptions | undefined): Promise<void> {
    try {
      await client.bytes(
        { method: 'DELETE', path: path`/images/${reference}`, about: { kind: 'image', name: reference } },
        options,
      );
    } catch (error) {
      if (!(error instanceof AppFailure && error.error.type === 'image-not-found')) throw error;
    }
  }

  return {
    inspectImage,

    listImages: (filters, options) =>
      client.json(
        imageSummaries,
        { method: 'GET', path: '/images/json', query: { filters }, about: { kind: 'engine' } },
        options,
      ),

    async storedImages(options) {
      const images = await client.json(
        imageManifests,
        { method: 'GET', path: '/images/json', query: { manifests: true }, about: { kind: 'engine' } },
        options,
      );
      return new Map(
        images.flatMap(({ Id, Manifests }) => {
          const here = Manifests.filter(({ Available }) => Available);
          if (here.length === 0) return [];
          const packedBytes = here.reduce((sum, { Size }) => sum + Size.Content, 0);
          const unpackedBytes = here.reduce((sum, { ImageData }) => sum + (ImageData?.Size.Unpacked ?? 0), 0);
          return [[Id, { packedBytes, unpackedBytes }]];
        }),
      );
    },

    async distributionDigest(reference, options) {
      const { registry } = parseImageReference(reference);
      const { header, warning } = await findRegistryAuth(registry, options?.signal);
      const { Descriptor } = await client.json(
        distribution,
        {
          method: 'GET',
          path: path`/distribution/${reference}/json`,
          about: pullOf(reference, warning),
          ...(header === undefined ? {} : { registryAuth: header }),
        },
        options,
      );
      return Descriptor.digest;
    },

    async pullImage(reference, options) {
      const { registry, repository, tag } = parseImageReference(reference);
      const { header, warning } = await findRegistryAuth(registry, options.signal);
      if (warning !== undefined) options.onProgress?.({ status: `${warning} Pulling without a log-in.` });
      await follow(
        {
          method: 'POST',
          path: '/images/create',
          query: { fromImage: repository, tag },
          about: pullOf(reference, warning),
          ...(header === undefined ? {} : { registryAuth: header }),
        },
        options,
      );
    },

    async buildImage(context, { tag, labels, buildArgs, noCache = false, cpuShares, ...options }) {
      const about: CallContext = { kind: 'build', ...(tag === undefined ? {} : { name: tag }) };
      const id = await follow(
        {
          method: 'POST',
          path: '/build',
          query: {
            t: tag,
            labels,
            buildargs: buildArgs,
            rm: true,
            forcerm: true,
            nocache: noCache,
            cpushares: cpuShares,
          },
          upload: context,
          about,
        },
        options,
      );
      if (id === undefined) throw reported('the engine did not report the image’s id', about);
      return id;
    },

    async loadImage(archive, options) {
      await follow(
        {
          method: 'POST',
          path: '/images/load',
          query: { quiet: true },
          upload: archive,
          about: { kind: 'build' },
        },
        options ?? {},
      );
    },

    async removeImage(reference, options) {
      const ancestors = await ancestorsToRemove((id) => inspectImage(id, options), reference);
      await removeOne(reference, options);
      for (const id of ancestors) {
        try {
          await removeOne(id, options);
        } catch (error) {
          // A container runs it.
          if (!(error instanceof AppFailure && error.error.type === 'conflict')) throw error;
          return;
        }
      }
    },
  };
}
