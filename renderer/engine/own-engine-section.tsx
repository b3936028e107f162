import { useState } from 'react';
import type { OwnEngine } from '../../electron/contract/own-engine.ts';
import { useEngineCall } from '../ipc/use-engine-call.ts';
import { OperationCard } from '../operations/operation-card.tsx';
import { selectEngine } from '../store/slices/engine-slice.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/buttons/button.tsx';
import { KeyValues } from '../ui/layout/key-values.tsx';
import { Callout } from '../ui/states/callout.tsx';
import { Lacking, OwnEngineOffer, UseOwnEngine } from './own-engine-offer.tsx';
import { RemoveOwnEngine } from './remove-own-engine.tsx';
import { startOwnEngine, stopOwnEngine, useOwnEngine } from './use-own-engine.ts';

/** The app's own engine in the settings: offered while there is none, else its state, Start, Stop and Remove. */
export function OwnEngineSection() {
  const { own, operation, busy } = useOwnEngine();
  if (!own) return null;
  if (own.status === 'absent') return <OwnEngineOffer />;
  return (
    <div className="flex flex-col gap-2 border-t pt-2">
      {operation ? <OperationCard operation={operation} /> : <State own={own} />}
      {own.isUsed && own.status === 'running' && <OtherEngine url={own.url} />}
      <Actions own={own} busy={busy} />
    </div>
  );
}

function State({ own }: { own: OwnEngine }) {
  const [source] = own.sources;
  return (
    <>
      <KeyValues
        items={[
          { key: 'Own engine', value: stateText(own) },
          { key: 'Folder', value: own.folder, mono: true },
        ]}
      />
      {own.limits && <p className="text-muted text-sm">{own.limits}</p>}
      {own.status === 'stopped' && own.refusal && <p className="text-muted text-sm">{own.refusal}</p>}
      {own.status === 'stopped' && !own.refusal && source && <Lacking source={source} />}
    </>
  );
}

function stateText({ status, isUsed, isLasting }: OwnEngine): string {
  if (status !== 'running') return 'Stopped';
  if (!isUsed) return 'Runs, but is not used';
  return isLasting ? 'Runs until it is stopped' : 'Runs while the app or an agent needs it';
}

function Actions({ own, busy }: { own: OwnEngine; busy: boolean }) {
  const [removing, setRemoving] = useState(false);
  const canStart = own.refusal === undefined && own.sources[0]?.missing.length === 0;
  return (
    <div className="flex gap-2">
      {own.status === 'running' && !own.isUsed && own.refusal === undefined && <UseOwnEngine busy={busy} />}
      {own.status === 'running' ? (
        <Button size="sm" disabled={busy} onClick={stopOwnEngine}>
          Stop engine
        </Button>
      ) : (
        <Button size="sm" disabled={busy || !canStart} onClick={() => startOwnEngine()}>
          Start engine
        </Button>
      )}
      <Button size="sm" disabled={busy} onClick={() => setRemoving(true)}>
        Remove engine…
      </Button>
      {removing && <RemoveOwnEngine onClose={() => setRemoving(false)} />}
    </div>
  );
}

/** Says that another engine came to be here, which is not taken in silence. */
function OtherEngine({ url }: { url: string }) {
  const { status } = useStore(selectEngine);
  const { data } = useEngineCall('engine.endpoints', {}, status);
  const other = data?.find(({ reachable, endpoint }) => reachable && endpoint.url !== url);
  if (!other) return null;
  return (
    <Callout tone="accent" title={`${other.endpoint.label} answers too, at ${other.endpoint.url}`}>
      Agents stay on the app’s own engine until you choose another with “Choose socket”.
    </Callout>
  );
}
