import { details } from '../details/details.ts';
import type { ImageInspect } from '../docker/api.ts';
import { networksOf, unlessGone } from '../docker/networks-of.ts';
import { type RestoreDeps, restoreDrift } from '../drift/drift-restore.ts';
import type { DriftWatch } from '../drift/drift-watch.ts';
import type { SaveTokens } from '../files/save-tokens.ts';
import { posture } from '../posture/posture.ts';
import type { Broadcast, CallHandlers, StreamHandlers } from '../rpc/handlers.ts';
import { saveReport } from './save-report.ts';
import type { Verifications } from './verifications.ts';
import type { VerifyDeps } from './verify.ts';

export interface IsolationDeps extends Pick<VerifyDeps, 'engine' | 'facts' | 'directory'> {
  verifications: Verifications;
  /** The app's, for the page of a report. */
  version: string;
  places: SaveTokens;
}

type IsolationCalls = Pick<
  CallHandlers,
  | 'agent.posture'
  | 'agent.details'
  | 'isolation.last-report'
  | 'verification.list'
  | 'verification.history'
  | 'verification.report'
  | 'verification.export'
>;
type IsolationStreams = Pick<StreamHandlers, 'isolation.verify'>;

export function isolationHandlers(deps: IsolationDeps): {
  calls: IsolationCalls;
  streams: IsolationStreams;
} {
  const inspect = (agentId: string, signal: AbortSignal) =>
    deps.engine().inspectContainer(deps.directory.get(agentId).containerId, { signal });
  return {
    calls: {
      'agent.posture': async ({ agentId }, signal) => {
        const inspected = await inspect(agentId, signal);
        return posture(inspected, await networksOf(deps.engine(), inspected, signal), deps.facts());
      },
      'agent.details': async ({ agentId }, signal) => {
        const inspected = await inspect(agentId, signal);
        const chosen = deps.directory.get(agentId).spec?.image;
        const [networks, image] = await Promise.all([
          networksOf(deps.engine(), inspected, signal),
          unlessGone<ImageInspect>(deps.engine().inspectImage(chosen ?? inspected.Image, { signal })),
        ]);
        return details(inspected, image ?? null, networks, deps.facts(), chosen);
      },
      'isolation.last-report': ({ agentId }) => deps.verifications.last(agentId),
      'verification.list': () => deps.verifications.list(),
      'verification.history': ({ agentId }) => deps.verifications.history(agentId),
      'verification.report': ({ agentId, startedAt }) => deps.verifications.report(agentId, startedAt),
      'verification.export': async ({ agentId, startedAt, place }, signal) => {
        const report = await deps.verifications.report(agentId, startedAt);
        const path = await deps.places.take(place, signal);
        const agent = deps.directory.list().agents.find(({ id }) => id === agentId);
        const about = { agentName: agent?.name ?? agentId, appVersion: deps.version };
        await saveReport(path, report, about);
        return { path };
      },
    },
    streams: {
      'isolation.verify': async ({ agentId }, sink) => {
        return await deps.verifications.run(agentId, 'person', (probe) => sink.push(probe), sink.signal);
      },
    },
  };
}

/** Tells every window of verifications and drift; returns the function that stops it. */
export function broadcastIsolation(
  {
    verifications,
    drift,
  }: { verifications: Pick<Verifications, 'changed'>; drift: Pick<DriftWatch, 'changed'> },
  broadcast: Broadcast,
): () => void {
  const stops = [
    verifications.changed.on((change) => broadcast('verification.changed', change)),
    drift.changed.on((change) => broadcast('drift.changed', change)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

export function driftHandlers(
  deps: RestoreDeps & { watch: DriftWatch },
): Pick<CallHandlers, 'drift.list' | 'drift.restore'> {
  return {
    'drift.list': () => deps.watch.list(),
    'drift.restore': async (input, signal) => ({ operationId: await restoreDrift(deps, input, signal) }),
  };
}
