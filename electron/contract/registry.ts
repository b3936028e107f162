import { z } from 'zod';
import { activitySchema } from './activity.ts';
import { agentSchema } from './agent.ts';
import { agentLifeSchema } from './agent-life.ts';
import { agentEgressSchema, agentNameSchema, agentSpecSchema, secretReferenceSchema } from './agent-spec.ts';
import { agentTypeListSchema } from './agent-type.ts';
import { agentAsksSchema } from './asks.ts';
import {
  appliedSchema,
  applyInputSchema,
  applyPlanSchema,
  branchInputSchema,
  changesBatchSchema,
  changesDiffInputSchema,
  changesListInputSchema,
  changesSummarySchema,
  fileDiffSchema,
  rootChangesSchema,
  selectionSchema,
} from './changes.ts';
import { consoleInputSchema, consoleOpenInputSchema, consoleResultSchema } from './console.ts';
import { agentCredentialsSchema, secretUsesSchema } from './credentials.ts';
import { agentDetailsSchema } from './details.ts';
import { diskQuotaSchema, diskQuotaStateSchema, diskUsageSchema } from './disk.ts';
import { endpointProbeSchema, endpointSchema, engineStateSchema } from './engine.ts';
import { imageUpdateSchema, listedImageSchema } from './images.ts';
import {
  differenceSchema,
  effectiveRulesSchema,
  egressStateSchema,
  liveChangeSchema,
  postureSchema,
  probeResultSchema,
  recreateChangeSchema,
  verificationReportSchema,
  verificationStateSchema,
  verificationSummarySchema,
} from './isolation.ts';
import { lessonSchema } from './learn.ts';
import { logsBatchSchema, logsFollowInputSchema } from './logs.ts';
import { networkBatchSchema, networkTotalsSchema } from './network.ts';
import { operationSchema } from './operation.ts';
import { listeningPortSchema, portMappingsSchema, publishedPortSchema } from './ports.ts';
import { snapshotComparisonSchema, snapshotNameSchema, snapshotSchema } from './snapshots.ts';
import { sampleSchema, statsWatchInputSchema, statsWatchItemSchema, timeRangeSchema } from './stats.ts';

const nothing = z.object({});
const agentId = z.object({ agentId: z.string() });
/** `place`: the token of a path that the person chose in the save dialog. */
const saveTo = z.object({ agentId: z.string(), place: z.string() });
const operationId = z.object({ operationId: z.string() });

/** Question and answer. Input and output are checked where they arrive. */
export const calls = {
  'engine.state': { input: nothing, output: engineStateSchema },
  'engine.retry': { input: nothing, output: nothing },
  'engine.endpoints': { input: nothing, output: z.array(endpointProbeSchema) },
  'engine.test': {
    input: z.object({ url: z.string(), tlsPath: z.string().optional() }),
    output: endpointProbeSchema,
  },
  /** `null` forgets the person's choice: the app looks in its usual order again. */
  'engine.choose': { input: z.object({ endpoint: endpointSchema.nullable() }), output: nothing },

  /** All agents, and the sequence number of the newest `agents.changed` contained in them. */
  'agent.list': { input: nothing, output: z.object({ sequence: z.number(), agents: z.array(agentSchema) }) },
  /** All agent types, as their folders are now; a broken one with what is wrong with it. */
  'agent-type.list': { input: nothing, output: agentTypeListSchema },
  'agent.propose-name': { input: nothing, output: z.object({ name: z.string() }) },
  /** Checks a spec against the engine and this host before anything is made: throws `AppError` with a `field`. */
  'agent.check': {
    input: z.object({ spec: agentSpecSchema, confirmed: z.array(z.string()).default([]) }),
    output: z.object({
      dockerRun: z.string(),
      warnings: z.array(z.object({ field: z.string(), message: z.string() })),
      /** Of a host folder: places that the agent will see empty, and masks for which there is nothing now. */
      masks: z
        .object({ masked: z.array(z.string()), unmatched: z.array(z.string()), isPartial: z.boolean() })
        .optional(),
    }),
  },
  'agent.create': {
    input: z.object({
      spec: agentSpecSchema,
      seccompProfile: z
        .string()
        .max(512 * 1024)
        .optional(),
      /** Verify its isolation once it runs. */
      verify: z.boolean().default(false),
      /** Risks that the person was told of and took ("workspace.path"). */
      confirmed: z.array(z.string()).default([]),
    }),
    output: operationId,
  },
  /** What a private copy of a folder of this machine would hold; ends early in very large ones. */
  'workspace.measure': {
    input: z.object({ path: z.string(), respectGitignore: z.boolean() }),
    output: z.object({
      files: z.number().int(),
      bytes: z.number(),
      /** The count was stopped: it is at least this much. */
      isPartial: z.boolean(),
    }),
  },
  'agent.start': { input: agentId, output: nothing },
  'agent.stop': { input: agentId, output: nothing },
  'agent.restart': { input: agentId, output: nothing },
  'agent.pause': { input: agentId, output: nothing },
  'agent.resume': { input: agentId, output: nothing },
  'agent.rename': { input: z.object({ agentId: z.string(), name: agentNameSchema }), output: nothing },
  'agent.duplicate': { input: z.object({ agentId: z.string(), name: agentNameSchema }), output: operationId },
  /** What a removal would lose, in bytes where the engine knows them. */
  'agent.removal': {
    input: agentId,
    output: z.object({
      workspaceVolume: z.string().optional(),
      workspaceBytes: z.number().optional(),
      /** Of a private copy: what is kept to compare with. */
      baselineBytes: z.number().optional(),
      homeBytes: z.number().optional(),
      writableLayerBytes: z.number().optional(),
      snapshots: z.number(),
    }),
  },
  'agent.remove': {
    input: z.object({ agentId: z.string(), deleteWorkspace: z.boolean() }),
    output: operationId,
  },
  'agent.update': { input: z.object({ agentId: z.string(), change: liveChangeSchema }), output: nothing },
  'agent.recreate': {
    input: z.object({ agentId: z.string(), change: recreateChangeSchema }),
    output: operationId,
  },
  'agent.credentials': { input: agentId, output: agentCredentialsSchema },
  /** In force at once at the gateway and in files; see `recreate` of the answer for what waits for a new container. */
  'agent.set-credentials': {
    input: z.object({ agentId: z.string(), secrets: z.array(secretReferenceSchema).max(20) }),
    output: agentCredentialsSchema,
  },
  /** Which agents used which secret, as far as the audit goes back. */
  'secrets.uses': { input: nothing, output: secretUsesSchema },
  /** When each agent starts, stops and goes by itself, by agent id. */
  'life.list': { input: nothing, output: z.record(z.string(), agentLifeSchema) },
  'life.set': { input: z.object({ agentId: z.string(), life: agentLifeSchema }), output: nothing },
  /** What happened in this run of the app, oldest first. */
  'activity.list': { input: nothing, output: z.array(activitySchema) },
  'activity.clear': { input: nothing, output: nothing },
  /** The agents of which a console waits for a person. */
  'attention.waiting': { input: nothing, output: z.array(z.string()) },

  'agent.details': { input: agentId, output: agentDetailsSchema },
  'agent.posture': { input: agentId, output: postureSchema },
  /** The newest report of `isolation.verify`; null when the agent was never verified. */
  'isolation.last-report': { input: agentId, output: verificationReportSchema.nullable() },
  /** By agent id; agents that were never verified are missing. */
  'verification.list': { input: nothing, output: z.record(z.string(), verificationStateSchema) },
  /** The newest first. */
  'verification.history': { input: agentId, output: z.array(verificationSummarySchema) },
  'verification.report': {
    input: z.object({ agentId: z.string(), startedAt: z.number() }),
    output: verificationReportSchema,
  },
  /** As JSON where the chosen file ends in ".json", else as a page to read. */
  'verification.export': {
    input: saveTo.extend({ startedAt: z.number() }),
    output: z.object({ path: z.string() }),
  },

  /** By agent id; agents that are what their settings say are missing. */
  'drift.list': { input: nothing, output: z.record(z.string(), z.array(differenceSchema)) },
  /** Mends what can be mended; `recreate` also what takes a new container, through the operation that is returned. */
  'drift.restore': {
    input: z.object({ agentId: z.string(), recreate: z.boolean() }),
    output: z.object({ operationId: z.string().nullable() }),
  },

  /** The states of all agents, by agent id. */
  'egress.list': { input: nothing, output: z.record(z.string(), egressStateSchema) },
  'egress.state': { input: agentId, output: egressStateSchema },
  'egress.set': {
    input: z.object({ agentId: z.string(), egress: agentEgressSchema }),
    output: egressStateSchema,
  },

  'egress.rules': { input: agentId, output: effectiveRulesSchema },

  /** What an agent needs, by what it reached since it began to learn; fails with `conflict` when it does not learn. */
  'egress.learned': { input: agentId, output: lessonSchema },

  /** The open cards of every agent that has any. */
  'asks.list': { input: nothing, output: z.array(agentAsksSchema) },
  /**
   * Closes cards: lets the requests that wait behind them through, or refuses them. Says how many still waited. Rules
   * are not touched: whoever allows or denies a host for longer does so with `egress.set`.
   */
  'asks.answer': {
    input: z.object({ agentId: z.string(), cardIds: z.array(z.string()).max(1_000), allow: z.boolean() }),
    output: z.object({ answered: z.number().int() }),
  },
  /** Ports of the agent on this machine's loopback, as they are now. */
  'ports.list': { input: agentId, output: z.array(publishedPortSchema) },
  /** Publishes exactly these, at once. Throws `conflict` when one is in use; then nothing has changed. */
  'ports.set': {
    input: z.object({ agentId: z.string(), ports: portMappingsSchema }),
    output: z.array(publishedPortSchema),
  },
  /** What listens inside the agent; null when it cannot be seen (not running, an image without `cat`). */
  'ports.listening': { input: agentId, output: z.array(listeningPortSchema).nullable() },
  /** Gets the image and makes a gateway of it, without putting it to use: throws `AppError` with a `field`. */
  'gateway.check-base': { input: z.object({ image: z.string() }), output: nothing },

  /** What went to each host, since the audit in memory begins. */
  'network.totals': { input: agentId, output: networkTotalsSchema },
  /** Writes every decision of the agent that is still on disk, as a chain that can be verified. */
  'network.export': {
    input: saveTo,
    output: z.object({ records: z.number().int() }),
  },

  /** One file's differences; bounded, `limitBytes` asks for more. */
  'changes.diff': { input: changesDiffInputSchema, output: fileDiffSchema },
  'changes.root': { input: agentId, output: rootChangesSchema },
  /** Makes what is there now the baseline: later changes are compared with it. */
  'changes.track': { input: agentId, output: operationId },
  /** The agent as a Compose file, without secrets and values of its environment; and what the file cannot carry. */
  'agent.compose': {
    input: agentId,
    output: z.object({ text: z.string(), notes: z.array(z.string()) }),
  },
  /** The `bulkhead.yaml` of a folder on this machine, if it has one. */
  'project.read': {
    input: z.object({ path: z.string().min(1) }),
    output: z.object({ text: z.string(), fingerprint: z.string() }).nullable(),
  },
  /** What an apply would do to the host folder. Touches nothing. */
  'changes.plan': {
    input: z.object({ agentId: z.string(), selection: selectionSchema }),
    output: applyPlanSchema,
  },
  'changes.apply': { input: applyInputSchema, output: operationId },
  /** Applies that are still known, the newest first. */
  'changes.applied': { input: agentId, output: z.array(appliedSchema) },
  /** Puts back what an apply replaced. Throws `conflict` when a file was changed since, unless `force`. */
  'changes.undo': {
    input: z.object({ agentId: z.string(), applyId: z.string(), force: z.boolean().default(false) }),
    output: operationId,
  },
  /** The agent's commits, and one for what is not committed, as a branch of the host folder's repository. */
  'changes.branch': { input: branchInputSchema, output: operationId },

  /** The newest first. */
  'snapshot.list': { input: agentId, output: z.array(snapshotSchema) },
  /** `pause`: a running agent is frozen while its files are copied, so that they belong together. */
  'snapshot.save': {
    input: z.object({ agentId: z.string(), name: snapshotNameSchema, pause: z.boolean().default(true) }),
    output: operationId,
  },
  /** Puts the agent’s files back in place; its settings stay. `keepPresent`: what is there now becomes a snapshot. */
  'snapshot.restore': {
    input: z.object({ agentId: z.string(), snapshotId: z.string(), keepPresent: z.boolean().default(true) }),
    output: operationId,
  },
  /** A new agent with the settings of this one and the files of the snapshot. */
  'snapshot.fork': {
    input: z.object({ agentId: z.string(), snapshotId: z.string(), name: agentNameSchema }),
    output: operationId,
  },
  'snapshot.remove': {
    input: z.object({ agentId: z.string(), snapshotIds: z.array(z.string()).min(1).max(500) }),
    output: operationId,
  },
  /** What changed from one snapshot to another, or to `NOW`. */
  'snapshot.compare': {
    input: z.object({ agentId: z.string(), from: z.string(), to: z.string() }),
    output: snapshotComparisonSchema,
  },

  /** What takes space on the engine; takes seconds. */
  'disk.usage': { input: nothing, output: diskUsageSchema },
  /** Removes these, by the ids of `disk.usage`. Throws `conflict` when one is in use by now. */
  'disk.remove': {
    input: z.object({ ids: z.array(z.string()).min(1).max(2_000) }),
    output: operationId,
  },
  /** By agent id; agents without a quota are missing. */
  'disk.quotas': { input: nothing, output: z.record(z.string(), diskQuotaStateSchema) },
  /** A soft limit for what an agent keeps on the engine; null: none. In force from the next look on. */
  'disk.set-quota': {
    input: z.object({ agentId: z.string(), quota: diskQuotaSchema.nullable() }),
    output: nothing,
  },

  'operation.list': { input: nothing, output: z.array(operationSchema) },
  'operation.cancel': { input: operationId, output: nothing },
  /** Forgets a finished operation. */
  'operation.dismiss': { input: operationId, output: nothing },

  /** Objects with our label that belong to no complete agent: left by a crash in the middle of a create. */
  'leftovers.list': {
    input: nothing,
    output: z.array(z.object({ agentId: z.string(), name: z.string(), objects: z.array(z.string()) })),
  },
  'leftovers.clean-up': { input: agentId, output: operationId },

  'stats.history': {
    input: z.object({ agentId: z.string(), minutes: timeRangeSchema }),
    output: z.array(sampleSchema),
  },
  'image.list': { input: nothing, output: z.array(listedImageSchema) },
  /** Asks a registry, which may take seconds; throws when it cannot be asked. */
  'image.check-update': { input: z.object({ id: z.string() }), output: imageUpdateSchema },
  /** Builds the image of an agent type; with `fresh` also when it is there, from a base pulled anew. */
  'image.build': { input: z.object({ typeId: z.string(), fresh: z.boolean() }), output: operationId },
  'image.pull': { input: z.object({ reference: z.string() }), output: operationId },
  /** Only an image of ours that nothing uses: throws `conflict` for any other. */
  'image.remove': { input: z.object({ id: z.string() }), output: nothing },
  'image.present': { input: z.object({ reference: z.string() }), output: z.object({ present: z.boolean() }) },
  'logs.save': {
    input: saveTo,
    output: z.object({ lines: z.number(), bytes: z.number() }),
  },
} as const;

/** Pushed to every window. */
export const events = {
  'engine.changed': engineStateSchema,
  'agents.changed': z.object({
    /** Grows by one per event; a gap means that the window missed something and lists again. */
    sequence: z.number(),
    upserted: z.array(agentSchema),
    removed: z.array(z.string()),
  }),
  'operation.changed': operationSchema,
  'operation.dismissed': operationId,
  /** All cards of one agent, as they are now. */
  'asks.changed': agentAsksSchema,
  'egress.changed': z.object({ agentId: z.string(), state: egressStateSchema }),
  'verification.changed': z.object({ agentId: z.string(), state: verificationStateSchema }),
  'drift.changed': z.object({ agentId: z.string(), differences: z.array(differenceSchema) }),
  'ports.changed': z.object({ agentId: z.string(), ports: z.array(publishedPortSchema) }),
  'leftovers.changed': nothing,
  /** How images are built has changed: list the types again. */
  'agent-types.changed': nothing,
  /** The life of some agents changed: list again. */
  'life.changed': nothing,
  'activity.added': activitySchema,
  'activity.cleared': nothing,
  'attention.changed': z.object({ waiting: z.array(z.string()) }),
} as const;

/** Ordered flows with credit: the consumer acknowledges what it has handled, the producer stops above the high mark. */
export const streams = {
  'stats.watch': {
    input: statsWatchInputSchema,
    item: statsWatchItemSchema,
    inbound: z.never(),
    result: nothing,
  },
  /** The gateway's decisions about one agent: history, then live. */
  'network.follow': { input: agentId, item: networkBatchSchema, inbound: z.never(), result: nothing },
  'logs.follow': { input: logsFollowInputSchema, item: logsBatchSchema, inbound: z.never(), result: nothing },
  /** Tries from inside what must not work; an item a verdict, as it stands. Closing the stream cancels. */
  'isolation.verify': {
    input: agentId,
    item: probeResultSchema,
    inbound: z.never(),
    result: verificationReportSchema,
  },
  /** What the agent changed in its workspace: the files first, their line counts as they are known. */
  'changes.list': {
    input: changesListInputSchema,
    item: changesBatchSchema,
    inbound: z.never(),
    result: changesSummarySchema,
  },
  'console.open': {
    input: consoleOpenInputSchema,
    item: z.instanceof(Uint8Array),
    inbound: consoleInputSchema,
    result: consoleResultSchema,
  },
} as const;

export type CallName = keyof typeof calls;
export type CallInput<N extends CallName> = z.input<(typeof calls)[N]['input']>;
export type CallParsed<N extends CallName> = z.output<(typeof calls)[N]['input']>;
export type CallOutput<N extends CallName> = z.output<(typeof calls)[N]['output']>;
export type EventName = keyof typeof events;
export type EventPayload<N extends EventName> = z.output<(typeof events)[N]>;
export type StreamName = keyof typeof streams;
export type StreamInput<N extends StreamName> = z.input<(typeof streams)[N]['input']>;
export type StreamParsed<N extends StreamName> = z.output<(typeof streams)[N]['input']>;
export type StreamItem<N extends StreamName> = z.output<(typeof streams)[N]['item']>;
export type StreamInbound<N extends StreamName> = z.output<(typeof streams)[N]['inbound']>;
export type StreamResult<N extends StreamName> = z.output<(typeof streams)[N]['result']>;
