import { z } from 'zod';
import { flag, id, labels, listOf, mapOf, maybe, number, text, texts } from './answer-parts.ts';
import type { EngineEvent, NetworkInspect, VolumeInspect } from './api.ts';
import type { EngineInfo, EngineVersion } from './facts.ts';
import type { DiskUsage, ImageInspect, ImageSummary, ProgressLine } from './image-api.ts';

export const created = z.object({ Id: id });

export const networkInspect: z.ZodType<NetworkInspect> = z.object({
  Id: id,
  Name: text,
  Driver: text,
  Internal: flag,
  EnableIPv6: flag,
  IPAM: z.object({ Config: listOf(z.object({ Subnet: maybe.text, Gateway: maybe.text })) }).prefault({}),
  Options: labels,
  Labels: labels,
  Containers: mapOf(z.object({ Name: text, IPv4Address: text })).exactOptional(),
});

export const networkInspects: z.ZodType<NetworkInspect[]> = listOf(networkInspect);

export const volumeInspect: z.ZodType<VolumeInspect> = z.object({
  Name: id,
  Driver: text,
  Mountpoint: text,
  CreatedAt: maybe.text,
  Labels: labels,
  UsageData: z.object({ Size: number, RefCount: number }).exactOptional(),
});

export const volumes = z.object({ Volumes: listOf(volumeInspect) });

export const imageInspect: z.ZodType<ImageInspect> = z.object({
  Id: id,
  Parent: maybe.text,
  RepoTags: texts,
  RepoDigests: texts,
  Created: text,
  Size: number,
  Descriptor: z.object({}).exactOptional(),
  Os: maybe.text,
  Architecture: maybe.text,
  Variant: maybe.text,
  RootFS: z.object({ Type: text, Layers: texts }).exactOptional(),
  Config: z
    .object({
      User: maybe.text,
      Env: z.array(z.string()).exactOptional(),
      Cmd: z.array(z.string()).exactOptional(),
      Entrypoint: z.array(z.string()).exactOptional(),
      WorkingDir: maybe.text,
      Labels: mapOf(z.string()).exactOptional(),
      ExposedPorts: mapOf(z.object({})).exactOptional(),
    })
    .nullable()
    .default(null),
});

/** Engines before 25 list a name that is none for an image without one. */
const imageNames = texts.transform((names) => names.filter((name) => name !== '<none>:<none>'));

export const imageSummaries: z.ZodType<ImageSummary[]> = listOf(
  z.object({
    Id: id,
    ParentId: text,
    RepoTags: imageNames,
    RepoDigests: texts,
    Created: number,
    Size: number,
    Labels: labels,
  }),
);

/** One entry of `GET /images/json?manifests=1` (API 1.47); only the containerd image store lists manifests. */
export const imageManifests = listOf(
  z.object({
    Id: id,
    Manifests: listOf(
      z.object({
        Available: flag,
        Size: z.object({ Content: number }).prefault({}),
        ImageData: z.object({ Size: z.object({ Unpacked: number }).prefault({}) }).exactOptional(),
      }),
    ),
  }),
);

export const distribution = z.object({ Descriptor: z.object({ digest: id }) });

export const diskUsage: z.ZodType<DiskUsage> = z.object({
  LayersSize: number,
  Images: listOf(
    z.object({
      Id: id,
      ParentId: text,
      RepoTags: texts,
      Size: number,
      SharedSize: number,
      Containers: number,
      Labels: labels,
    }),
  ),
  Containers: listOf(z.object({ Id: id, ImageID: text, Names: texts, SizeRw: maybe.number, Labels: labels })),
  Volumes: listOf(volumeInspect),
  BuildCache: listOf(z.object({ Size: number, Shared: flag })),
});

export const progressLine: z.ZodType<ProgressLine> = z.object({
  id: maybe.text,
  status: maybe.text,
  stream: maybe.text,
  progressDetail: z.object({ current: maybe.number, total: maybe.number }).exactOptional(),
  error: maybe.text,
  aux: z.object({ ID: maybe.text }).exactOptional(),
});

export const engineEvent: z.ZodType<EngineEvent> = z.object({
  Type: text,
  Action: text,
  Actor: z.object({ ID: text, Attributes: labels }).prefault({}),
  time: number,
  timeNano: number,
});

export const engineVersion: z.ZodType<EngineVersion> = z.object({
  Version: maybe.text,
  ApiVersion: maybe.text,
  MinAPIVersion: maybe.text,
  Components: listOf(z.object({ Name: text, Version: maybe.text })),
});

export const engineInfo: z.ZodType<EngineInfo> = z.object({
  Name: maybe.text,
  OperatingSystem: maybe.text,
  Architecture: maybe.text,
  NCPU: maybe.number,
  MemTotal: maybe.number,
  CgroupVersion: maybe.text,
  MemoryLimit: maybe.flag,
  CpuCfsQuota: maybe.flag,
  PidsLimit: maybe.flag,
  Runtimes: mapOf(z.object({ path: maybe.text, runtimeType: maybe.text })).default({}),
  DefaultRuntime: maybe.text,
  SecurityOptions: texts,
  ID: maybe.text,
  DockerRootDir: maybe.text,
  Rootless: maybe.flag,
});
