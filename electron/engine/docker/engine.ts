import type { Duplex, Readable } from 'node:stream';
import type { EngineFacts } from '../../contract/engine.ts';
import type {
  ContainerCreate,
  ContainerInspect,
  ContainerStats,
  ContainerSummary,
  EngineEvent,
  ExecCreate,
  ExecInspect,
  HostConfig,
  NetworkCreate,
  NetworkInspect,
  RootChange,
  VolumeCreate,
  VolumeInspect,
} from './api.ts';
import type { DiskUsage, ImageInspect, ImageSummary, ProgressLine, StoredImage } from './image-api.ts';

/** Deadline and cancellation of one engine call. The default deadline is 30 s; streams have none of their own. */
export interface CallOptions {
  signal?: AbortSignal;
  timeoutMs?: number;
}

/** `{ label: ['dev.bulkhead.agent=x'] }`, as the API's `filters` parameter. */
export type Filters = Record<string, string[]>;

export interface LogOptions extends CallOptions {
  tail?: number;
  timestamps?: boolean;
  /** Seconds since the epoch, fractions allowed. */
  since?: number;
}

/**
 * The app's interface to a Docker-compatible engine. Every method rejects with an `AppFailure` and nothing else; raw
 * engine errors are converted only here.
 */
export interface PathStat {
  name: string;
  kind: 'file' | 'directory' | 'symlink' | 'other';
  sizeBytes: number;
  /** Target of a symlink as it is written, else empty. */
  target: string;
}

export interface Engine {
  facts(options?: CallOptions): Promise<EngineFacts>;
  ping(options?: CallOptions): Promise<void>;

  listContainers(filters: Filters, options?: CallOptions): Promise<ContainerSummary[]>;
  inspectContainer(id: string, options?: CallOptions & { size?: boolean }): Promise<ContainerInspect>;
  /** Resolves to the container's id. */
  createContainer(name: string, body: ContainerCreate, options?: CallOptions): Promise<string>;
  startContainer(id: string, options?: CallOptions): Promise<void>;
  stopContainer(id: string, graceSeconds: number, options?: CallOptions): Promise<void>;
  restartContainer(id: string, graceSeconds: number, options?: CallOptions): Promise<void>;
  killContainer(id: string, signalName: string, options?: CallOptions): Promise<void>;
  pauseContainer(id: string, options?: CallOptions): Promise<void>;
  unpauseContainer(id: string, options?: CallOptions): Promise<void>;
  renameContainer(id: string, name: string, options?: CallOptions): Promise<void>;
  /** Kills a running container. Removes its anonymous volumes too; named ones stay. A missing container is no error. */
  removeContainer(id: string, options?: CallOptions): Promise<void>;
  updateContainer(id: string, change: Partial<HostConfig>, options?: CallOptions): Promise<void>;
  /** Resolves to the image's id. The image keeps the container's environment, except for what `env` replaces. */
  commitContainer(
    id: string,
    target: { repository: string; tag: string; labels: Record<string, string>; env?: string[] },
    options?: CallOptions,
  ): Promise<string>;
  /** Writes a tar into a container's path. */
  putArchive(id: string, path: string, tar: Uint8Array, options?: CallOptions): Promise<void>;
  /** A tar of a path in a container. */
  getArchive(id: string, path: string, options?: CallOptions): Promise<Uint8Array>;
  /** What is at a path in a container; a final symlink is not followed. Undefined when nothing is there. */
  statPath(id: string, path: string, options?: CallOptions): Promise<PathStat | undefined>;
  /** A tar of a path in a container, as it comes; the abort of the signal ends it. */
  readArchive(id: string, path: string, signal: AbortSignal): Promise<Readable>;
  /** Unpacks a tar into a folder of a container while it comes. */
  writeArchive(id: string, folder: string, tar: Readable, signal: AbortSignal): Promise<void>;
  /** Differences between a container's own file system and its image. */
  rootChanges(id: string, options?: CallOptions): Promise<RootChange[]>;
  /** Rows of `ps` for the container, as the engine sees them. */
  top(id: string, options?: CallOptions): Promise<{ Titles: string[]; Processes: string[][] }>;

  stats(id: string, options?: CallOptions): Promise<ContainerStats>;
  /** One reading a second until the signal aborts or the container stops. */
  statsStream(id: string, signal: AbortSignal): Promise<AsyncIterable<ContainerStats>>;
  /** History, multiplexed (see logs/frames) unless the container has a TTY; ends by itself. */
  logs(id: string, options?: LogOptions): Promise<Readable>;
  /** Live output from now on. The caller must always drain it: a stalled reader blocks the container. */
  attach(
    id: string,
    options?: CallOptions & { stdin?: boolean; stdout?: boolean; stderr?: boolean; logs?: boolean },
  ): Promise<Duplex>;

  createExec(containerId: string, body: ExecCreate, options?: CallOptions): Promise<string>;
  /**
   * Resolves to the raw hijacked connection: plain bytes with a TTY, otherwise multiplexed. Neither decoded nor
   * buffered.
   */
  startExec(execId: string, options: CallOptions & { tty: boolean; stdin: boolean }): Promise<Duplex>;
  resizeExec(execId: string, size: { columns: number; rows: number }, options?: CallOptions): Promise<void>;
  inspectExec(execId: string, options?: CallOptions): Promise<ExecInspect>;

  inspectImage(reference: string, options?: CallOptions): Promise<ImageInspect>;
  listImages(filters: Filters, options?: CallOptions): Promise<ImageSummary[]>;
  /** The images of the containerd image store, by id; none where the engine has the older store. */
  storedImages(options?: CallOptions): Promise<Map<string, StoredImage>>;
  /** Resolves to the digest of an image's name in its registry now; downloads nothing. */
  distributionDigest(reference: string, options?: CallOptions): Promise<string>;
  pullImage(
    reference: string,
    options: { signal?: AbortSignal; onProgress?: (line: ProgressLine) => void },
  ): Promise<void>;
  /** Builds from a tar context; resolves to the image's id. Without a tag the image has no name. */
  buildImage(
    context: Uint8Array,
    options: {
      tag?: string;
      labels?: Record<string, string>;
      buildArgs?: Record<string, string>;
      noCache?: boolean;
      /** Weight of the build's steps among containers that want the processor; 1,024 is usual. */
      cpuShares?: number;
      signal?: AbortSignal;
      onProgress?: (line: ProgressLine) => void;
    },
  ): Promise<string>;
  /** A missing image is no error; one in use is a `conflict`. */
  removeImage(reference: string, options?: CallOptions): Promise<void>;
  /** Loads a `docker save` archive; it may omit layers that the engine already has (moby, not Podman). */
  loadImage(archive: Uint8Array, options?: CallOptions): Promise<void>;

  createNetwork(body: NetworkCreate, options?: CallOptions): Promise<string>;
  inspectNetwork(id: string, options?: CallOptions): Promise<NetworkInspect>;
  listNetworks(filters: Filters, options?: CallOptions): Promise<NetworkInspect[]>;
  connectNetwork(
    id: string,
    containerId: string,
    settings: { address?: string; aliases?: string[] },
    options?: CallOptions,
  ): Promise<void>;
  disconnectNetwork(id: string, containerId: string, options?: CallOptions): Promise<void>;
  /** A missing network is no error. */
  removeNetwork(id: string, options?: CallOptions): Promise<void>;

  createVolume(body: VolumeCreate, options?: CallOptions): Promise<void>;
  inspectVolume(name: string, options?: CallOptions): Promise<VolumeInspect>;
  listVolumes(filters: Filters, options?: CallOptions): Promise<VolumeInspect[]>;
  /** A missing volume is no error. */
  removeVolume(name: string, options?: CallOptions): Promise<void>;
  /** Disk space used on the engine (slow: the engine walks everything). */
  diskUsage(options?: CallOptions): Promise<DiskUsage>;
  /** Sizes of all volumes (slow: the engine walks them). */
  volumeSizes(options?: CallOptions): Promise<Map<string, number>>;

  /** Events from now on, until the signal aborts; ends when the connection does. */
  events(filters: Filters, signal: AbortSignal): Promise<AsyncIterable<EngineEvent>>;

  /** Ends every request, stream and connection. */
  close(): void;
}
