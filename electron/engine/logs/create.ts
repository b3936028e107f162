import type { SaveTokens } from '../files/save-tokens.ts';
import type { CallHandlers, StreamHandlers } from '../rpc/handlers.ts';
import type { AgentLogOptions } from './agent-log.ts';
import { LogService } from './log-service.ts';
import { saveLog } from './save.ts';

/** The logs area. `dispose` detaches from every container. */
export function createLogs(options: Omit<AgentLogOptions, 'agentId' | 'tail'> & { saveTokens: SaveTokens }): {
  calls: Pick<CallHandlers, 'logs.save'>;
  streams: Pick<StreamHandlers, 'logs.follow'>;
  dispose: () => void;
} {
  const service = new LogService(options);
  return {
    calls: {
      'logs.save': async ({ agentId, place }, signal) => {
        const { containerId } = options.directory.get(agentId);
        return await saveLog(
          options.engine(),
          containerId,
          await options.saveTokens.take(place, signal),
          signal,
        );
      },
    },
    streams: { 'logs.follow': service.follow },
    dispose: () => service.dispose(),
  };
}
