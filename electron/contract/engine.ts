import { z } from 'zod';
import { appErrorSchema } from './error-schema.ts';

/** Where an endpoint came from, in the order in which the app looks. */
export const endpointSourceSchema = z.enum(['settings', 'DOCKER_HOST', 'context', 'socket']);

export const endpointSchema = z.object({
  /** `unix:///var/run/docker.sock`, `npipe:////./pipe/docker_engine`, `tcp://host:2376`, `ssh://user@host`. */
  url: z.string(),
  source: endpointSourceSchema,
  /** For a person: "Docker", "Rootless Docker", "Podman", the context's name… */
  label: z.string(),
  /** Folder with ca.pem, cert.pem, key.pem for tcp+TLS. */
  tlsPath: z.string().optional(),
  /** TLS without a check of the engine's certificate, as a context's `skip-tls-verify` and `DOCKER_TLS` ask for. */
  skipTlsVerify: z.boolean().optional(),
});
export type Endpoint = z.infer<typeof endpointSchema>;

export const endpointProbeSchema = z.object({
  endpoint: endpointSchema,
  reachable: z.boolean(),
  /** Engine version when reachable. */
  version: z.string().optional(),
  error: appErrorSchema.optional(),
});
export type EndpointProbe = z.infer<typeof endpointProbeSchema>;

export const runtimeSchema = z.object({
  name: z.string(),
  tier: z.enum(['container', 'gvisor', 'microvm']),
});

export const LIMIT_KINDS = ['memory', 'cpus', 'pids'] as const;
export type LimitKind = (typeof LIMIT_KINDS)[number];

/** Facts about the engine that the app relies on, all from `/version` and `/info`. */
export const engineFactsSchema = z.object({
  name: z.string(),
  version: z.string(),
  apiVersion: z.string(),
  operatingSystem: z.string(),
  architecture: z.string(),
  cpus: z.number(),
  memoryBytes: z.number(),
  cgroupVersion: z.enum(['1', '2']),
  runtimes: z.array(runtimeSchema),
  defaultRuntime: z.string(),
  rootless: z.boolean(),
  appArmor: z.boolean(),
  seccomp: z.boolean(),
  userns: z.boolean(),
  isPodman: z.boolean(),
  isDesktop: z.boolean(),
  /** Whether the engine's file system is this machine's: host folders can be bound and checked. */
  isLocal: z.boolean(),
  /**
   * Limits of containers that it cannot enforce: a rootless engine has only the control groups that systemd delegates to
   * its user. With none of them, its readings of CPU and memory are those of the whole machine. Absent: it enforces all.
   */
  unenforcedLimits: z.array(z.enum(LIMIT_KINDS)).optional(),
  /** Tells engines apart, however they are reached: a hash of what identifies one. Absent in older records. */
  identity: z.string().optional(),
});
export type EngineFacts = z.infer<typeof engineFactsSchema>;

export const engineStateSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('connecting'), endpoint: endpointSchema.optional() }),
  z.object({
    status: z.literal('connected'),
    endpoint: endpointSchema,
    facts: engineFactsSchema,
    /** Likelier engines of this machine that could not be used, so that this one is used in their place. */
    passedOver: z.array(endpointProbeSchema).optional(),
  }),
  z.object({
    status: z.literal('unreachable'),
    error: appErrorSchema,
    /** Every endpoint that was tried and what it answered. */
    tried: z.array(endpointProbeSchema),
    /** When the app tries again by itself, ms since the epoch. */
    nextTryAt: z.number().optional(),
  }),
]);
export type EngineState = z.infer<typeof engineStateSchema>;
