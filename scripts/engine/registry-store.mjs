import { createHash } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

const mediaTypes = {
  manifest: 'application/vnd.docker.distribution.manifest.v2+json',
  config: 'application/vnd.docker.container.image.v1+json',
  layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
};

/**
 * Writes an image straight into the file layout of the registry program (distribution 2.x, storage driver
 * `filesystem`): no engine and no push is needed to have an image that can be pulled.
 * @param {string} store the registry's root folder
 * @param {{ repository: string, tag: string, layers: Layer[], config: object }} image
 * @typedef {{ digest: string, diffId: string, size: number, createdBy: string }} Layer
 */
export function writeImage(store, { repository, tag, layers, config }) {
  const created = new Date().toISOString();
  const imageConfig = Buffer.from(
    JSON.stringify({
      created,
      architecture: 'amd64',
      os: 'linux',
      config,
      rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.diffId) },
      history: layers.map((layer) => ({ created, created_by: layer.createdBy })),
    }),
  );
  const configDigest = writeBlob(store, imageConfig);
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.manifest,
      config: { mediaType: mediaTypes.config, size: imageConfig.length, digest: configDigest },
      layers: layers.map(({ digest, size }) => ({ mediaType: mediaTypes.layer, size, digest })),
    }),
  );
  const manifestDigest = writeBlob(store, manifest);
  const folder = join(store, 'docker/registry/v2/repositories', repository);
  for (const digest of [configDigest, ...layers.map((layer) => layer.digest)]) {
    writeLink(join(folder, '_layers', digest.replace(':', '/')), digest);
  }
  writeLink(join(folder, '_manifests/revisions', manifestDigest.replace(':', '/')), manifestDigest);
  writeLink(join(folder, '_manifests/tags', tag, 'index', manifestDigest.replace(':', '/')), manifestDigest);
  // The tag is written last, because the image exists from here on.
  writeLink(join(folder, '_manifests/tags', tag, 'current'), manifestDigest);
}

/**
 * Stores an uncompressed tar stream as a layer.
 * @param {import('node:stream').Readable} tar
 * @returns {Promise<Layer>}
 */
export async function writeLayer(store, tar, createdBy) {
  mkdirSync(store, { recursive: true });
  const staging = join(store, `.layer-${process.pid}-${Date.now()}`);
  const plain = digestMeter();
  // Level 1: these images never travel further than this machine.
  await pipeline(tar, plain.stream, createGzip({ level: 1 }), createWriteStream(staging));
  const packed = digestMeter();
  packed.stream.resume();
  await pipeline(createReadStream(staging), packed.stream);
  const digest = packed.digest();
  const size = statSync(staging).size;
  const path = blobPath(store, digest);
  mkdirSync(dirname(path), { recursive: true });
  renameSync(staging, path);
  return { digest, diffId: plain.digest(), size, createdBy };
}

function digestMeter() {
  const hash = createHash('sha256');
  const stream = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  return { stream, digest: () => `sha256:${hash.digest('hex')}` };
}

function writeBlob(store, bytes) {
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  const path = blobPath(store, digest);
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
  return digest;
}

function blobPath(store, digest) {
  const hex = digest.slice('sha256:'.length);
  return join(store, 'docker/registry/v2/blobs/sha256', hex.slice(0, 2), hex, 'data');
}

function writeLink(folder, digest) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'link'), digest);
}
