import { useTypeIcon } from '../../agents/agent-type.ts';
import { formatNumber } from '../../format/number.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/buttons/button.tsx';
import { cx } from '../../ui/cx.ts';
import { IconAlertTriangle } from '../../ui/icons.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { Table, Td, Th } from '../../ui/layout/table.tsx';
import { checkResult } from '../attempt-labels.ts';
import { Elapsed } from '../elapsed.tsx';
import { StateBadge } from '../state-badge.tsx';
import { type ComparedAttempt, canApply, isRead, problemOf } from './compared-attempt.ts';
import { totalsOf } from './comparison.ts';

export interface AttemptActions {
  onFocus: (attemptId: string) => void;
  onTake: (compared: ComparedAttempt) => void;
  onDiscard: (compared: ComparedAttempt) => void;
  onRetry: () => void;
}

/** Each attempt in a row: its state, its check, how long it took, and how much it changed. */
export function AttemptTable(
  props: {
    attempts: readonly ComparedAttempt[];
    focusedId: string;
    isPicking: boolean;
    /** Agents of which something is applied. */
    appliedAgentIds: ReadonlySet<string>;
  } & AttemptActions,
) {
  const { attempts, focusedId, isPicking, appliedAgentIds, ...actions } = props;
  return (
    <Table label="Attempts to compare" dense className="max-h-56 shrink-0">
      <thead>
        <tr>
          <Th>Attempt</Th>
          <Th>State</Th>
          <Th>Check</Th>
          <Th align="right">Time</Th>
          <Th align="right">Files</Th>
          <Th align="right">Lines</Th>
          <Th align="right">Risky</Th>
          <Th className="w-full">
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {attempts.map((compared, place) => (
          <AttemptRow
            key={compared.attempt.id}
            compared={compared}
            place={place}
            isFocused={compared.attempt.id === focusedId}
            isPicking={isPicking}
            isApplied={appliedAgentIds.has(compared.attempt.agentId)}
            {...actions}
          />
        ))}
      </tbody>
    </Table>
  );
}

function AttemptRow(
  props: {
    compared: ComparedAttempt;
    place: number;
    isFocused: boolean;
    isPicking: boolean;
    isApplied: boolean;
  } & AttemptActions,
) {
  const { compared, isFocused } = props;
  const { attempt, name } = compared;
  const TypeIcon = useTypeIcon(attempt.type);
  const check = checkResult(attempt);
  return (
    <tr
      onClick={() => props.onFocus(attempt.id)}
      className={cx(isFocused ? 'bg-selected' : 'hover:bg-hover/50')}
    >
      <Td>
        <button
          type="button"
          aria-current={isFocused ? 'true' : undefined}
          onClick={() => props.onFocus(attempt.id)}
          className="flex max-w-48 items-center gap-2 rounded-sm"
        >
          <Kbd keys={String(props.place + 1)} />
          <TypeIcon aria-hidden size={14} stroke={1.75} className="shrink-0 text-subtle" />
          <span className="truncate" title={name}>
            {name}
          </span>
        </button>
      </Td>
      <Td title={attempt.reason}>
        <div className="flex">
          <StateBadge state={attempt.state} />
        </div>
      </Td>
      <Td>
        <div className="flex">
          {check ? (
            <Badge tone={attempt.checkExitCode === 0 ? 'success' : 'danger'}>{check}</Badge>
          ) : (
            <span className="text-sm text-subtle">None</span>
          )}
        </div>
      </Td>
      <Td align="right">
        <Elapsed attempt={attempt} />
      </Td>
      <Amounts compared={compared} onRetry={props.onRetry} />
      <Td>
        <div className="flex items-center justify-end gap-2">
          {props.isApplied && <Badge tone="accent">Applied</Badge>}
          {isFocused && (
            <>
              <Button
                size="sm"
                variant={props.isPicking ? 'secondary' : 'primary'}
                disabled={!canApply(compared)}
                onClick={() => props.onTake(compared)}
              >
                Take this one
              </Button>
              <Button size="sm" aria-keyshortcuts="x" onClick={() => props.onDiscard(compared)}>
                Discard
              </Button>
            </>
          )}
        </div>
      </Td>
    </tr>
  );
}

/** How many files and lines it changed, and how many of the files are risky. */
function Amounts({ compared, onRetry }: { compared: ComparedAttempt; onRetry: () => void }) {
  const { picture } = compared;
  const problem = problemOf(compared);
  if (problem !== undefined) {
    return (
      <Td colSpan={3} align="right" className="whitespace-nowrap" title={problem}>
        <span className="text-failed text-sm">Cannot be read</span>{' '}
        <Button size="sm" variant="ghost" onClick={onRetry}>
          Retry
        </Button>
      </Td>
    );
  }
  if (!isRead(compared)) {
    return (
      <Td colSpan={3} align="right">
        <span className="text-sm text-subtle">Reading…</span>
      </Td>
    );
  }
  const { files, added, removed, risky } = totalsOf(picture.files);
  const leftOut = picture.summary?.leftOut ?? 0;
  return (
    <>
      <Td align="right" className="whitespace-nowrap">
        {formatNumber(files)}
        {leftOut > 0 && ` of ${formatNumber(files + leftOut)}`}
      </Td>
      <Td align="right" className="whitespace-nowrap">
        <span className="text-running">+{formatNumber(added)}</span>{' '}
        <span className="text-failed">−{formatNumber(removed)}</span>
      </Td>
      <Td align="right" className={cx(risky > 0 && 'text-paused')}>
        <span className="inline-flex items-center gap-1">
          {risky > 0 && <IconAlertTriangle aria-hidden size={14} stroke={1.75} />}
          {formatNumber(risky)}
        </span>
      </Td>
    </>
  );
}
