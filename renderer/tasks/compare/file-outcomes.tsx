import { type Ref, useEffect, useRef } from 'react';
import { listed } from '../../../electron/lib/listed.ts';
import type { ListedFile } from '../../changes/change-list.ts';
import { DiffContent } from '../../changes/diff/diff-content.tsx';
import type { DiffHandle } from '../../changes/diff/diff-lines.tsx';
import { FileRisks, factsOf } from '../../changes/diff/file-facts.tsx';
import { useFileDiff } from '../../changes/diff/use-file-diff.ts';
import { LineCount } from '../../changes/file-list.tsx';
import { visibleText } from '../../changes/visible-text.ts';
import { CopyButton } from '../../ui/buttons/copy-button.tsx';
import { cx } from '../../ui/cx.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { Callout } from '../../ui/states/callout.tsx';
import { type ComparedAttempt, isRead } from './compared-attempt.ts';
import { type ComparedFile, type Outcome, outcomesOf } from './comparison.ts';
import { isPicked, type Picks } from './picks.ts';

export interface FileOutcomesProps {
  file: ComparedFile;
  attempts: readonly ComparedAttempt[];
  focusedId: string;
  onFocus: (attemptId: string) => void;
  picks: Picks;
  /** Absent when nothing can be applied. */
  onPick: ((attemptId: string, file: ListedFile) => void) | undefined;
  conflict: string | undefined;
  /** The diffs that are shown, for the keys that step through their hunks. */
  diffs: Set<DiffHandle>;
}

/** One file side by side: a diff for each different outcome. */
export function FileOutcomes(props: FileOutcomesProps) {
  const { file, attempts } = props;
  const outcomes = outcomesOf(file);
  const shown = visibleText(file.path);
  return (
    <section aria-label={shown} className="flex min-h-0 min-w-0 flex-1 flex-col">
      <div className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-3 border-b px-4 py-1">
        <span className="min-w-0 truncate font-mono text-sm" data-selectable title={shown}>
          {shown}
        </span>
        <CopyButton text={file.path} label="Copy path" />
        <span className="text-muted text-sm">{agreement(file, attempts, outcomes.length)}</span>
      </div>
      {props.conflict !== undefined && (
        <Callout tone="danger" className="mx-4 my-2 shrink-0" live>
          {props.conflict}
        </Callout>
      )}
      <div className="flex min-h-0 flex-1 overflow-x-auto">
        {outcomes.map((outcome) => (
          <OutcomePane key={outcome.places.join()} {...props} outcome={outcome} />
        ))}
      </div>
    </section>
  );
}

function OutcomePane(props: FileOutcomesProps & { outcome: Outcome }) {
  const { attempts, outcome, focusedId, picks, onPick, diffs } = props;
  const { change, places } = outcome;
  const those = places.flatMap((place) => attempts[place] ?? []);
  const [first] = those;
  const isFocused = those.some(({ attempt }) => attempt.id === focusedId);
  const pane = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isFocused) pane.current?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
  }, [isFocused]);
  if (!first) return null;
  const names = listed(those.map(({ name }) => name));
  const pickedFrom = those.find(({ attempt }) => isPicked(picks, attempt.id, change.path));
  const register: Ref<DiffHandle> = (handle) => {
    if (!handle) return;
    diffs.add(handle);
    return () => {
      diffs.delete(handle);
    };
  };
  return (
    <section
      ref={pane}
      aria-label={names}
      className="flex min-w-56 flex-1 flex-col border-l first:border-l-0"
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a larger place to click; the table has buttons */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: arrow keys go through the attempts */}
      <div
        onClick={() => props.onFocus(first.attempt.id)}
        className={cx(
          'flex min-h-8 shrink-0 flex-wrap items-center gap-x-2 border-b px-4 py-1',
          isFocused ? 'bg-selected' : 'bg-surface',
        )}
      >
        {onPick && (
          <input
            type="checkbox"
            aria-label={`Pick from ${names}`}
            checked={pickedFrom !== undefined}
            onClick={(event) => event.stopPropagation()}
            onChange={() => onPick((pickedFrom ?? first).attempt.id, change)}
            className="size-3.5 shrink-0 accent-accent-solid"
          />
        )}
        <Kbd keys={places.map((place) => place + 1).join(' ')} />
        <span className="min-w-0 flex-1 truncate font-medium text-sm" title={names}>
          {names}
        </span>
        <span className="figures shrink-0 text-sm">
          <LineCount file={change} />
        </span>
        <span className="w-full truncate text-muted text-xs">{factsOf(change)}</span>
      </div>
      <FileRisks file={change} />
      <OutcomeDiff compared={first} file={change} register={register} />
    </section>
  );
}

function OutcomeDiff(props: { compared: ComparedAttempt; file: ListedFile; register: Ref<DiffHandle> }) {
  const { file } = props;
  const { attempt, picture } = props.compared;
  const diff = useFileDiff({
    agentId: attempt.agentId,
    folder: undefined,
    base: 'baseline',
    file,
    side: 'agent',
    version: `${picture.summary?.stamp} ${file.path}`,
  });
  return <DiffContent diff={diff} file={file} side="agent" layout="inline" handle={props.register} />;
}

/** How far the attempts agree about a file, in words. */
function agreement(file: ComparedFile, attempts: readonly ComparedAttempt[], outcomes: number): string {
  const changed = file.changes.filter((change) => change !== undefined).length;
  const unchanged = attempts.filter(
    (compared, place) => isRead(compared) && file.changes[place] === undefined,
  );
  const words: string[] = [];
  if (changed > 1)
    words.push(outcomes === 1 ? 'The same in all that changed it.' : `${outcomes} different outcomes.`);
  if (unchanged.length > 0) words.push(`Not changed by ${listed(unchanged.map(({ name }) => name))}.`);
  return words.join(' ');
}
