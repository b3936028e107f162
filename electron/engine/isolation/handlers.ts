import type { ImageInspect } from '../docker/api.ts';
import type { CallHandlers, StreamHandlers } from '../rpc/handlers.ts';
import { details } from './details.ts';
import { networksOf, unlessGone } from './networks-of.ts';
import { posture } from './posture.ts';
import type { VerificationReports } from './verification-reports.ts';
import { type VerifyDeps, verifyIsolation } from './verify.ts';

export interface IsolationDeps extends VerifyDeps {
  reports: VerificationReports;
}

type IsolationCalls = Pick<CallHandlers, 'agent.posture' | 'agent.details' | 'isolation.last-report'>;
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
      'isolation.last-report': ({ agentId }) => deps.reports.last(agentId),
    },
    streams: {
      'isolation.verify': async ({ agentId }, sink) => {
        const report = await verifyIsolation(deps, agentId, (probe) => sink.push(probe), sink.signal);
        await deps.reports.save(report);
        return report;
      },
    },
  };
}
