import type { Operations } from '../operations/operations.ts';
import type { CallHandlers, StreamHandlers } from '../rpc/handlers.ts';
import type { ChangesService } from './service.ts';

type ChangesCalls = Pick<CallHandlers, 'changes.diff' | 'changes.root' | 'changes.track'>;
type ChangesStreams = Pick<StreamHandlers, 'changes.list'>;

export function changesHandlers(
  service: ChangesService,
  operations: Operations,
): { calls: ChangesCalls; streams: ChangesStreams } {
  return {
    calls: {
      'changes.diff': (input, signal) => service.diff(input, signal),
      'changes.root': ({ agentId }, signal) => service.root(agentId, signal),
      'changes.track': ({ agentId }) => ({ operationId: service.track(agentId, operations).id }),
    },
    streams: {
      'changes.list': (input, sink) => service.list(input, (batch) => sink.push(batch), sink.signal),
    },
  };
}
