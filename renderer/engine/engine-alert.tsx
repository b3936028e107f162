import { useEffect, useState } from 'react';
import type { EndpointProbe, EngineState } from '../../electron/contract/engine.ts';
import { openDialog } from '../store/actions.ts';
import { selectEngine } from '../store/slices/engine-slice.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/buttons/button.tsx';
import { IconPlugConnectedX } from '../ui/icons.ts';
import { keepFocusInView } from '../ui/overlays/focus-return.ts';
import { RawMessage } from '../ui/states/error-panel.tsx';
import { engineProblemTitle, reasonBelow } from './engine-problem.ts';
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
      className="grid shrink-0 grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 border-b bg-failed-soft px-4 py-2"
    >
      <IconPlugConnectedX aria-hidden size={18} stroke={1.75} className="mt-[3px] text-failed" />
      <div className="flex items-center gap-2">
        <p className="min-w-0 flex-1 truncate font-medium">{title}</p>
        {nextTryAt !== undefined && <RetryCountdown at={nextTryAt} />}
        <OwnEngineButton />
        <Button size="sm" busy={retrying} onClick={retry}>
          Retry
        </Button>
        <Button size="sm" onClick={() => openDialog({ kind: 'choose-socket' })}>
          Choose socket
        </Button>
      </div>
      <div className="col-start-2 text-sm">
        <p className="text-muted">
          {reasonBelow(title, error.message)} Agents that run keep running, and Bulkhead tries again by
          itself.
        </p>
        {tried.length > 0 && <Tried probes={tried} shown={error.message} />}
        {error.raw && <RawMessage text={error.raw} />}
      </div>
    </div>
  );
}

/** Each endpoint with its answer, unless the alert already shows it. */
function Tried({ probes, shown }: { probes: readonly EndpointProbe[]; shown: string }) {
  return (
    <div className="mt-0.5 flex items-start gap-2">
      <p className="shrink-0 text-muted">Tried</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <ul aria-label="Endpoints tried" className="max-h-12 min-w-0 flex-1 overflow-y-auto" tabIndex={0}>
        {probes.map(({ endpoint, error }) => (
          <li key={`${endpoint.source} ${endpoint.url}`} className="flex gap-2">
            <span data-selectable className="max-w-[70%] shrink-0 truncate font-mono" title={endpoint.url}>
              {endpoint.url}
            </span>
            <span className="truncate text-muted" title={error?.message}>
              {endpoint.label}
              {error && !shown.includes(error.message) && `: ${error.message}`}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
