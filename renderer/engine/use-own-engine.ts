import type { Operation } from '../../electron/contract/operation.ts';
import type { OwnEngine, OwnEngineSource } from '../../electron/contract/own-engine.ts';
import { showFailure } from '../errors/error-steps.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { useEngineCall } from '../ipc/use-engine-call.ts';
import { isActive } from '../operations/operation-view.ts';
import { selectEngine } from '../store/slices/engine-slice.ts';
import { useStore } from '../store/store.ts';

const kinds: readonly Operation['kind'][] = ['start-engine', 'stop-engine', 'remove-engine'];

/** The newest operation on the app's own engine, unless it is done or dismissed. */
function openOperation(operations: Readonly<Record<string, Operation>>): Operation | undefined {
  const newest = Object.values(operations)
    .filter(({ kind }) => kinds.includes(kind))
    .sort((one, other) => one.startedAt - other.startedAt)
    .at(-1);
  return newest?.status === 'running' || newest?.status === 'cancelling' || newest?.status === 'failed'
    ? newest
    : undefined;
}

/** The app's own engine, and what is being done with it. `own` is undefined until it is known. */
export function useOwnEngine(): {
  own: OwnEngine | undefined;
  operation: Operation | undefined;
  busy: boolean;
  reload(): void;
} {
  const { status } = useStore(selectEngine);
  const operation = useStore(({ operations }) => openOperation(operations));
  const version = `${status} ${operation?.id} ${operation?.status}`;
  const { data, reload } = useEngineCall('own-engine.get', {}, version);
  return { own: data, operation, busy: operation !== undefined && isActive(operation), reload };
}

/** Starts it, from its likeliest source. The operation shows how it goes. */
export function startOwnEngine(source?: OwnEngineSource): void {
  callEngine('own-engine.start', source ? { source: source.kind } : {}).catch((thrown: unknown) =>
    showFailure('The engine could not be started', thrown),
  );
}

export function stopOwnEngine(): void {
  callEngine('own-engine.stop', {}).catch((thrown: unknown) =>
    showFailure('The engine could not be stopped', thrown),
  );
}
