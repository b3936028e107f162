import type { AgentDirectory } from '../directory/directory.ts';
import type { SaveTokens } from '../files/save-tokens.ts';
import type { CallHandlers, StreamHandlers } from '../rpc/handlers.ts';
import { saveReport } from './save-report.ts';
import type { Verifications } from './verifications.ts';

type VerificationCalls = Pick<
  CallHandlers,
  | 'isolation.last-report'
  | 'verification.list'
  | 'verification.history'
  | 'verification.report'
  | 'verification.export'
>;
type VerificationStreams = Pick<StreamHandlers, 'isolation.verify'>;

export function verificationHandlers(deps: {
  directory: AgentDirectory;
  verifications: Verifications;
  /** The app's version, for the page of a report. */
  version: string;
  saveTokens: SaveTokens;
}): { calls: VerificationCalls; streams: VerificationStreams } {
  const { directory, verifications } = deps;
  return {
    calls: {
      'isolation.last-report': ({ agentId }) => verifications.last(agentId),
      'verification.list': () => verifications.list(),
      'verification.history': ({ agentId }) => verifications.history(agentId),
      'verification.report': ({ agentId, startedAt }) => verifications.report(agentId, startedAt),
      'verification.export': async ({ agentId, startedAt, place }, signal) => {
        const report = await verifications.report(agentId, startedAt);
        const path = await deps.saveTokens.take(place, signal);
        const agent = directory.list().agents.find(({ id }) => id === agentId);
        await saveReport(path, report, { agentName: agent?.name ?? agentId, appVersion: deps.version });
        return { path };
      },
    },
    streams: {
      'isolation.verify': async ({ agentId }, sink) =>
        await verifications.run(agentId, 'person', (probe) => sink.push(probe), sink.signal),
    },
  };
}
