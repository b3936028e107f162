import type { OperationRequest, Operations } from '../operations/operations.ts';
import type { CallHandlers, StreamHandlers } from '../rpc/handlers.ts';
import type { ChangesService } from './service.ts';

type ChangesCalls = Pick<
  CallHandlers,
  | 'changes.diff'
  | 'changes.root'
  | 'changes.track'
  | 'changes.plan'
  | 'changes.apply'
  | 'changes.applied'
  | 'changes.undo-plan'
  | 'changes.undo'
  | 'changes.branch'
>;
type ChangesStreams = Pick<StreamHandlers, 'changes.list'>;

export function changesHandlers(
  service: ChangesService,
  operations: Operations,
): { calls: ChangesCalls; streams: ChangesStreams } {
  const start = (request: OperationRequest) => ({ operationId: operations.start(request).id });
  return {
    calls: {
      'changes.diff': (input, signal) => service.diff(input, signal),
      'changes.root': ({ agentId }, signal) => service.root(agentId, signal),
      'changes.track': ({ agentId }) => ({ operationId: service.track(agentId, operations).id }),
      'changes.plan': ({ agentId, selection }, signal) => service.plan(agentId, selection, signal),
      'changes.apply': (input) => start(service.apply(input)),
      'changes.applied': ({ agentId }) => service.applied(agentId),
      'changes.undo-plan': (input, signal) => service.undoPlan(input, signal),
      'changes.undo': async (input) => start(await service.undo(input)),
      'changes.branch': (input) => start(service.branch(input)),
    },
    streams: {
      'changes.list': (input, sink) => service.list(input, (batch) => sink.push(batch), sink.signal),
    },
  };
}
