import { pathFromBytes, pathToBytes } from '../../contract/change-path.ts';
import { AppFailure } from '../../contract/error.ts';
import { NOW, type Snapshot, type SnapshotComparison, type SnapshotPart } from '../../contract/snapshots.ts';
import { objectNames } from '../objects/object-names.ts';
import type { SaveDeps } from '../snapshot-images/save-steps.ts';
import {
  imageOf,
  ownVolumes,
  snapshotVolume,
  VOLUME_PARTS,
  type VolumePart,
  volumeMount,
} from '../snapshot-images/snapshot-objects.ts';
import { withCopier } from '../snapshot-images/volume-copy.ts';
import type { OpenToolbox } from '../toolbox/open-toolbox.ts';
import { compareTrees, TREE_FORMAT, type TreeEntry, TreeReader, withSuspects } from './parse-tree.ts';
import type { Snapshots } from './snapshots.ts';

type CompareDeps = Pick<SaveDeps, 'engine' | 'toolbox'>;

/** More paths than a person reads; further ones are only counted. */
const MAXIMUM_LISTED = 5_000;

/** One side of a comparison: a snapshot, or the agent's current state. */
interface Side {
  parts: readonly VolumePart[];
  volume(part: VolumePart): string;
  image: string | undefined;
}

/** Compares two snapshots of an agent, or one with its current state. */
export class SnapshotComparer {
  readonly #deps: CompareDeps;
  readonly #snapshots: Snapshots;

  constructor(deps: CompareDeps, snapshots: Snapshots) {
    this.#deps = deps;
    this.#snapshots = snapshots;
  }

  /** Treats files with the same size and the same time to the nanosecond as equal, as git does. */
  async compare(agentId: string, from: string, to: string, signal: AbortSignal): Promise<SnapshotComparison> {
    const [before, after] = [await this.#side(agentId, from, signal), await this.#side(agentId, to, signal)];
    const parts = VOLUME_PARTS.filter((part) => before.parts.includes(part) && after.parts.includes(part));
    const mounts = parts.flatMap((part) => [
      volumeMount(before.volume(part), `/before/${part}`, true),
      volumeMount(after.volume(part), `/after/${part}`, true),
    ]);
    const differences = await withCopier(this.#deps.toolbox, { agentId, mounts }, signal, async (open) => {
      const differences = [];
      for (const part of parts)
        for (const each of await comparePart(open, part, signal)) differences.push({ part, ...each });
      return differences;
    });
    const oneSided = VOLUME_PARTS.filter(
      (part) => before.parts.includes(part) !== after.parts.includes(part),
    );
    return {
      differences: differences.slice(0, MAXIMUM_LISTED),
      leftOut: Math.max(0, differences.length - MAXIMUM_LISTED),
      notCompared: oneSided satisfies SnapshotPart[],
      sameLayer:
        before.image && after.image ? await this.#sameLayers(before.image, after.image, signal) : null,
    };
  }

  async #side(agentId: string, id: string, signal: AbortSignal): Promise<Side> {
    if (id === NOW) {
      const parts = await ownVolumes(this.#deps.engine(), agentId, signal);
      return { parts, volume: (part) => objectNames(agentId)[part], image: undefined };
    }
    const snapshot = (await this.#snapshots.list(agentId, signal)).find((each) => each.id === id);
    if (!snapshot) throw new AppFailure({ type: 'not-found', message: 'This snapshot no longer exists.' });
    return snapshotSide(snapshot);
  }

  async #sameLayers(before: string, after: string, signal: AbortSignal): Promise<boolean | null> {
    const layers = async (image: string) =>
      (await this.#deps.engine().inspectImage(image, { signal })).RootFS?.Layers?.join(' ');
    const [one, other] = [await layers(before), await layers(after)];
    return one === undefined || other === undefined ? null : one === other;
  }
}

function snapshotSide(snapshot: Snapshot): Side {
  return {
    parts: VOLUME_PARTS.filter((part) => snapshot.parts[part] !== undefined),
    volume: (part) => snapshotVolume(snapshot.agentId, snapshot.id, part),
    image: snapshot.parts.layer === undefined ? undefined : imageOf(snapshot),
  };
}

async function comparePart(open: OpenToolbox, part: VolumePart, signal: AbortSignal) {
  const before = await readTree(open, `/before/${part}`, signal);
  const after = await readTree(open, `/after/${part}`, signal);
  const { differences, suspects } = compareTrees(before, after);
  return withSuspects(differences, await differing(open, part, suspects, signal), before, after);
}

async function readTree(
  open: OpenToolbox,
  root: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, TreeEntry>> {
  const reader = new TreeReader();
  const result = await open.run(['find', root, '-printf', TREE_FORMAT], {
    signal,
    deadlineMs: 10 * 60_000,
    onStdout: (chunk) => reader.push(chunk),
  });
  // A running agent's files may vanish during the read: find then exits with 1 and still lists the rest.
  if (result.exitCode > 1)
    throw new Error(`find ended with ${result.exitCode}: ${result.stderr.slice(-500)}`);
  return reader.entries;
}

/** Filters the paths whose files differ in content. */
async function differing(
  open: OpenToolbox,
  part: VolumePart,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  if (paths.length === 0) return [];
  const each = `cmp -s -- "/before/$0/$1" "/after/$0/$1" || printf '%s\\0' "$1"`;
  const stdin = Buffer.concat(paths.flatMap((path) => [Buffer.from(pathToBytes(path)), Buffer.from([0])]));
  const { stdout } = await open.run(['xargs', '-0', '-n1', 'sh', '-c', each, part], {
    signal,
    stdin,
    deadlineMs: 10 * 60_000,
  });
  return splitNul(stdout).map((path) => pathFromBytes(path));
}

function splitNul(bytes: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let rest = bytes;
  for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
    parts.push(rest.subarray(0, end));
    rest = rest.subarray(end + 1);
  }
  return parts;
}
