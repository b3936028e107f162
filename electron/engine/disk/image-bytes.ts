import type { DiskUsage, StoredImage } from '../docker/image-api.ts';

type EngineImage = Pick<NonNullable<DiskUsage['Images']>[number], 'Id' | 'Size' | 'SharedSize'>;

/** An image of the containerd image store, with the digests of its layers, the lowest first. */
export type LayeredImage = StoredImage & { layers: readonly string[] };

/**
 * Bytes that removing each image frees, by id: layers shared with other images stay. With the containerd image store,
 * engines up to 29 report what is shared of the unpacked layers alone (moby/moby#52476). Pure.
 */
export function freedBytes(
  images: readonly EngineImage[],
  stored: ReadonlyMap<string, LayeredImage>,
): ReadonlyMap<string, number> {
  // An image that another one was built from shares all it has, so that its figure shows what the engine counts.
  const countsPacked = images.some(
    ({ Id, SharedSize }) => SharedSize > (stored.get(Id)?.unpackedBytes ?? Infinity),
  );
  return new Map(
    images.map(({ Id, Size, SharedSize }) => {
      const shared = Math.max(0, SharedSize);
      const image = stored.get(Id);
      if (!image || countsPacked) return [Id, Math.max(0, Size - shared)];
      const packed = sharedPackedBytes(Id, image, shared, stored);
      return [Id, Math.max(0, image.unpackedBytes - shared) + Math.max(0, image.packedBytes - packed)];
    }),
  );
}

/**
 * What an image shares of its packed layers. It is known of an image that is a part of another one; of others that share
 * layers it is estimated from the unpacked ones, because the engine measures no single layer.
 */
function sharedPackedBytes(
  id: string,
  { packedBytes, unpackedBytes, layers }: LayeredImage,
  sharedUnpackedBytes: number,
  stored: ReadonlyMap<string, LayeredImage>,
): number {
  const parts = [...stored]
    .filter(([otherId, other]) => otherId !== id && isPart(layers, other.layers))
    .map(([, other]) => Math.min(other.packedBytes, packedBytes));
  const estimate = unpackedBytes > 0 ? (packedBytes * sharedUnpackedBytes) / unpackedBytes : 0;
  return parts.length > 0 ? Math.max(...parts) : Math.min(packedBytes, Math.round(estimate));
}

/** Whether one of two images has all layers of the other. */
function isPart(one: readonly string[], other: readonly string[]): boolean {
  const [lower, upper] = one.length < other.length ? [one, other] : [other, one];
  return lower.length > 0 && lower.every((layer, index) => layer === upper[index]);
}
