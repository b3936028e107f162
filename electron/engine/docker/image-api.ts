import type { VolumeInspect } from './api.ts';

/** One entry of `GET /images/json`. */
export interface ImageSummary {
  Id: string;
  /** The image that this image is derived from; empty for a pulled one. */
  ParentId: string;
  RepoTags: string[] | null;
  RepoDigests: string[] | null;
  /** Seconds since the epoch. */
  Created: number;
  Size: number;
  Labels: Record<string, string> | null;
}

export interface ImageInspect {
  Id: string;
  /** The image that a build without BuildKit, or a commit, started from. */
  Parent?: string;
  RepoTags: string[] | null;
  RepoDigests: string[] | null;
  Created: string;
  Size: number;
  /** There when the image is in the containerd image store (API 1.48). */
  Descriptor?: object;
  Os?: string;
  Architecture?: string;
  Variant?: string;
  RootFS?: { Type: string; Layers?: string[] | null };
  Config: {
    User?: string;
    Env?: string[] | null;
    Cmd?: string[] | null;
    Entrypoint?: string[] | null;
    WorkingDir?: string;
    Labels?: Record<string, string> | null;
    ExposedPorts?: Record<string, object> | null;
  } | null;
}

/** What an image takes in the containerd image store, which keeps its layers twice: packed and unpacked. */
export interface StoredImage {
  packedBytes: number;
  unpackedBytes: number;
}

/** Answer of `GET /system/df`. */
export interface DiskUsage {
  /** Bytes of all layers, each counted once. */
  LayersSize: number;
  Images:
    | {
        Id: string;
        ParentId: string;
        RepoTags: string[] | null;
        Size: number;
        /** The part of `Size` that other images share; in the containerd image store that of its unpacked layers. */
        SharedSize: number;
        Containers: number;
        Labels: Record<string, string> | null;
      }[]
    | null;
  Containers:
    | {
        Id: string;
        ImageID: string;
        Names: string[];
        SizeRw?: number;
        Labels: Record<string, string> | null;
      }[]
    | null;
  Volumes: VolumeInspect[] | null;
  BuildCache: { Size: number; Shared: boolean }[] | null;
}

/** One line of `POST /images/create` or `POST /build`. */
export interface ProgressLine {
  id?: string;
  status?: string;
  stream?: string;
  progressDetail?: { current?: number; total?: number };
  error?: string;
  aux?: { ID?: string };
}
