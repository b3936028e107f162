import { useEffect, useState } from 'react';
import type { EndpointProbe, EngineState } from '../../electron/contract/engine.ts';
import { openDialog } from '../store/actions.ts';
import { selectEngine } from '../store/slices/engine-slice.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/buttons/button.tsx';
import { IconPlugConnectedX } from '../ui/icons.ts';
import { keepFocusInView } from '../ui/overlays/focus-return.ts';
import { RawMessage } from '../ui/states/error-panel.tsx';
import { engineProblemTitle } from './engine-problem.ts';
import { OwnEngineButton } from './own-engine-button.tsx';
import { RetryCountdown } from './retry-countdown.tsx';
import { retryEngine } from './retry-engine.ts';

type Unreachable = Extract<EngineState, { status: 'unreachable' }>;

/** Shows that the engine cannot be used, the reason, the endpoints tried, and the next steps. Hidden once it answers. */
export function EngineAlert() {
  const engine = useStore(selectEngine);
  return engine.status === 'unreachable' ? <Alert engine={engine} /> : null;
}

function Alert({ engine }: { engine: Unreachable }) {
  const { error, tried, nextTryAt } = engine;
  const title = engineProblemTitle(error.type);
  const [retrying, setRetrying] = useState(false);
  // A button of the alert may have the focus, and goes with it.
  useEffect(() => keepFocusInView, []);
  const retry = () => {
    setRetrying(true);
    void retryEngine().finally(() => setRetrying(false));
  };
  return (
    <div
      role="alert"
      aria-label={title}
      className="flex shrink-0 items-start gap-3 border-b bg-failed-soft px-4 py-3"
    >
      <IconPlugConnectedX aria-hidden size={18} stroke={1.75} className="mt-px shrink-0 text-failed" />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{title}</p>
        <p className="text-muted">{error.message}</p>
        <p className="text-muted">Agents that run keep running. Bulkhead tries again by itself.</p>
        {tried.length > 0 && <Tried probes={tried} shown={error.message} />}
        {error.raw && <RawMessage text={error.raw} />}
      </div>
      <div className="flex shrink-0 flex-col items-end gap-1">
        <div className="flex gap-2">
          <OwnEngineButton />
          <Button size="sm" busy={retrying} onClick={retry}>
            Retry
          </Button>
          <Button size="sm" onClick={() => openDialog({ kind: 'choose-socket' })}>
            Choose socket
          </Button>
        </div>
        {nextTryAt !== undefined && <RetryCountdown at={nextTryAt} />}
      </div>
    </div>
  );
}

/** Each endpoint with its answer, unless the alert already shows it. */
function Tried({ probes, shown }: { probes: readonly EndpointProbe[]; shown: string }) {
  return (
    <>
      <p className="mt-2 text-muted text-sm">Tried:</p>
      <ul aria-label="Endpoints tried" className="max-h-32 overflow-y-auto text-sm">
        {probes.map(({ endpoint, error }) => (
          <li key={`${endpoint.source} ${endpoint.url}`} className="flex gap-2">
            <span data-selectable className="max-w-full shrink-0 truncate font-mono" title={endpoint.url}>
              {endpoint.url}
            </span>
            <span className="truncate text-muted" title={error?.message}>
              {endpoint.label}
              {error && !shown.includes(error.message) && `: ${error.message}`}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
