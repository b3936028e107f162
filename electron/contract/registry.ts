import type { z } from 'zod';
import { accessCalls, accessEvents } from './calls/access.ts';
import { activityCalls, activityEvents } from './calls/activity.ts';
import { agentTypesCalls, agentTypesEvents } from './calls/agent-types.ts';
import { agentsCalls, agentsEvents } from './calls/agents.ts';
import { approvalsCalls, approvalsStreams } from './calls/approvals.ts';
import { archiveCalls, archiveStreams } from './calls/archive.ts';
import { bringAlongCalls } from './calls/bring-along.ts';
import { changesCalls, changesStreams } from './calls/changes.ts';
import { consentsCalls, consentsStreams } from './calls/consents.ts';
import { consoleCalls, consoleStreams } from './calls/console.ts';
import { diskCalls } from './calls/disk.ts';
import { egressCalls, egressEvents } from './calls/egress.ts';
import { engineCalls, engineEvents } from './calls/engine.ts';
import { forgeCalls } from './calls/forge.ts';
import { imagesCalls } from './calls/images.ts';
import { isolationCalls, isolationEvents, isolationStreams } from './calls/isolation.ts';
import { lifecycleCalls, lifecycleEvents } from './calls/lifecycle.ts';
import { logsCalls, logsStreams } from './calls/logs.ts';
import { networkCalls, networkStreams } from './calls/network.ts';
import { operationsCalls, operationsEvents } from './calls/operations.ts';
import { ownEngineCalls } from './calls/own-engine.ts';
import { portabilityCalls } from './calls/portability.ts';
import { portsCalls, portsEvents } from './calls/ports.ts';
import { preferencesCalls, preferencesStreams } from './calls/preferences.ts';
import { removalCalls, removalEvents } from './calls/removal.ts';
import { secretsCalls, secretsEvents } from './calls/secrets.ts';
import { signInStreams } from './calls/sign-in.ts';
import { snapshotsCalls } from './calls/snapshots.ts';
import { statsCalls, statsStreams } from './calls/stats.ts';
import { tasksCalls, tasksEvents, tasksStreams } from './calls/tasks.ts';

/** Question and answer. Inputs are always parsed where they arrive; outputs in tests and development (see `RpcServer`). */
export const calls = {
  ...engineCalls,
  ...ownEngineCalls,
  ...agentsCalls,
  ...agentTypesCalls,
  ...bringAlongCalls,
  ...portabilityCalls,
  ...lifecycleCalls,
  ...removalCalls,
  ...tasksCalls,
  ...activityCalls,
  ...approvalsCalls,
  ...consentsCalls,
  ...secretsCalls,
  ...isolationCalls,
  ...egressCalls,
  ...networkCalls,
  ...portsCalls,
  ...changesCalls,
  ...forgeCalls,
  ...consoleCalls,
  ...archiveCalls,
  ...snapshotsCalls,
  ...diskCalls,
  ...operationsCalls,
  ...imagesCalls,
  ...statsCalls,
  ...logsCalls,
  ...accessCalls,
  ...preferencesCalls,
} as const;

/** Pushed to every window. */
export const events = {
  ...engineEvents,
  ...agentsEvents,
  ...agentTypesEvents,
  ...lifecycleEvents,
  ...removalEvents,
  ...tasksEvents,
  ...activityEvents,
  ...isolationEvents,
  ...egressEvents,
  ...portsEvents,
  ...operationsEvents,
  ...accessEvents,
  ...secretsEvents,
} as const;

/** Ordered flows with credit: the consumer acknowledges what it has handled, the producer stops above the high mark. */
export const streams = {
  ...approvalsStreams,
  ...consentsStreams,
  ...preferencesStreams,
  ...signInStreams,
  ...isolationStreams,
  ...networkStreams,
  ...changesStreams,
  ...statsStreams,
  ...logsStreams,
  ...consoleStreams,
  ...archiveStreams,
  ...tasksStreams,
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
