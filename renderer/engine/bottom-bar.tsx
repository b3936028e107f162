import type { ReactNode } from 'react';
import type { EngineState } from '../../electron/contract/engine.ts';
import type { Quantity } from '../../electron/contract/sizes.ts';
import { assertNever } from '../../electron/lib/assert-never.ts';
import { ActivityButton } from '../activity/activity-button.tsx';
import { bytesQuantity, percentQuantity } from '../format/quantity.ts';
import { OperationsButton } from '../operations/operations-button.tsx';
import { totals, useSamples } from '../stats/samples.ts';
import { openDialog } from '../store/actions.ts';
import { selectEngine } from '../store/slices/engine-slice.ts';
import { type AppState, useStore } from '../store/store.ts';
import { type Icon, IconDatabase, IconStack2 } from '../ui/icons.ts';
import { Tooltip } from '../ui/overlays/tooltip.tsx';
import { StatusDot, type StatusName } from '../ui/states/status-dot.tsx';
import { EgressSummary } from './egress-summary.tsx';
import { engineTitle } from './engine-title.ts';

/** The state of all agents together: the engine, the running agents, and their resource use. */
export function BottomBar() {
  return (
    <footer className="flex h-7 shrink-0 items-center gap-4 border-t bg-surface px-2 text-muted text-sm">
      <EngineButton />
      <span className="flex-1" />
      <OperationsButton />
      <ActivityButton />
      <DialogButton kind="images" label="Images" tooltip="Images on the engine" icon={IconStack2} />
      <DialogButton kind="disk" label="Disk" tooltip="Disk usage on the engine" icon={IconDatabase} />
      <EgressSummary />
      <Totals />
    </footer>
  );
}

type EngineDisplay = { dot: StatusName; text: string; endpoint: string };

function engineDisplay(engine: EngineState): EngineDisplay {
  switch (engine.status) {
    case 'connecting':
      return { dot: 'creating', text: 'Connecting to the engine', endpoint: engine.endpoint?.url ?? '' };
    case 'connected':
      return {
        dot: 'running',
        text: engineTitle(engine.facts),
        endpoint: engine.endpoint.url,
      };
    case 'unreachable':
      return { dot: 'unreachable', text: 'Engine not reachable', endpoint: '' };
    default:
      return assertNever(engine);
  }
}

function EngineButton() {
  const { dot, text, endpoint } = engineDisplay(useStore(selectEngine));
  return (
    <Tooltip content="Choose the engine" side="top">
      <button
        type="button"
        onClick={() => openDialog({ kind: 'choose-socket' })}
        className="flex h-5 min-w-0 items-center gap-2 rounded-sm px-1.5 hover:bg-hover hover:text-fg"
      >
        <StatusDot status={dot} />
        <span className="whitespace-nowrap text-fg">{text}</span>
        {endpoint && <span className="truncate font-mono text-subtle text-xs">{endpoint}</span>}
      </button>
    </Tooltip>
  );
}

/** Opens a dialog about the engine. */
function DialogButton(props: { kind: 'images' | 'disk'; label: string; tooltip: string; icon: Icon }) {
  const { kind, label, tooltip, icon: Glyph } = props;
  return (
    <Tooltip content={tooltip} side="top">
      <button
        type="button"
        onClick={() => openDialog({ kind })}
        className="flex h-5 items-center gap-1.5 rounded-sm px-1.5 hover:bg-hover hover:text-fg"
      >
        <Glyph aria-hidden size={14} stroke={1.75} />
        {label}
      </button>
    </Tooltip>
  );
}

const countRunning = (state: AppState) =>
  Object.values(state.agentsById).filter((agent) => agent.status === 'running').length;
const countAll = (state: AppState) => state.agentIds?.length ?? 0;

function Totals() {
  const running = useStore(countRunning);
  const all = useStore(countAll);
  const latest = useSamples((state) => state.latest);
  const { cpuPercent, memoryBytes } = totals(latest);
  return (
    <div className="flex shrink-0 items-center gap-4 pr-1">
      <Figure label="Running" width="min-w-16">
        {running}
        <span className="font-normal text-subtle"> of {all}</span>
      </Figure>
      <Figure label="CPU" width="min-w-12">
        <Amount {...percentQuantity(cpuPercent)} />
      </Figure>
      <Figure label="Memory" width="min-w-16">
        <Amount {...bytesQuantity(memoryBytes)} />
      </Figure>
    </div>
  );
}

/** A number with room for the widest, so that neither its label nor its neighbours move when it changes. */
function Figure(props: { label: string; width: string; children: ReactNode }) {
  return (
    <span className="flex gap-1.5 whitespace-nowrap">
      <span className="text-subtle">{props.label}</span>
      <span className={`figures font-medium text-fg ${props.width}`}>{props.children}</span>
    </span>
  );
}

function Amount({ value, unit }: Quantity) {
  return (
    <>
      {value} <span className="font-normal text-subtle">{unit}</span>
    </>
  );
}
