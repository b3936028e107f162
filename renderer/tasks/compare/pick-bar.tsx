import type { Applied } from '../../../electron/contract/apply.ts';
import { UndoButton } from '../../changes/apply/undo-button.tsx';
import { formatNumber } from '../../format/number.ts';
import { Button } from '../../ui/buttons/button.tsx';
import { cx } from '../../ui/cx.ts';
import { IconAlertTriangle, IconCheck } from '../../ui/icons.ts';
import { Kbd } from '../../ui/kbd.tsx';

/** How many files are picked of an attempt. */
export interface PickCount {
  name: string;
  files: number;
}

/** More attempts are only counted, because a line does not hold their names. */
const NAMED = 3;

/** Applies what is picked, and undoes an apply. Without picks it says how to get some. */
export function PickBar(props: {
  counts: readonly PickCount[];
  /** How many files there are in all; one that is picked of several attempts counts once. */
  total: number;
  conflicts: number;
  /** Why nothing can be applied; undefined when it can. */
  whyNot: string | undefined;
  onShowConflict: () => void;
  onClear: () => void;
  onApply: () => void;
  /** The newest apply that can be undone. */
  applied: (Applied & { name: string }) | undefined;
  onUndone: () => void;
  /** How many attempts stand side by side. */
  attempts: number;
}) {
  const { counts, conflicts, applied } = props;
  return (
    <section
      aria-label="Picked files"
      className="flex min-h-10 shrink-0 flex-wrap items-center gap-2 border-t bg-surface px-4 py-1.5"
    >
      {/* On the left, because what says that an apply is done appears on the right. */}
      {applied && (
        <>
          <span className="max-w-40 truncate text-muted text-sm">{applied.name}:</span>
          <UndoButton key={applied.applyId} applied={applied} onUndone={props.onUndone} />
        </>
      )}
      <span className="figures min-w-0 text-muted text-sm">
        {props.whyNot ??
          (counts.length > 0 ? (
            pickedWords(counts, props.total)
          ) : (
            <Keys attempts={props.attempts} isShort={applied !== undefined} />
          ))}
      </span>
      {counts.length > 0 && (
        <Button size="sm" variant="ghost" onClick={props.onClear}>
          Clear
        </Button>
      )}
      {conflicts > 0 && (
        <>
          <span className="figures flex items-center gap-1 text-failed text-sm">
            <IconAlertTriangle aria-hidden size={14} stroke={1.75} />
            {conflicts === 1 ? 'One file in conflict' : `${formatNumber(conflicts)} files in conflict`}
          </span>
          <Button size="sm" onClick={props.onShowConflict}>
            Show next
          </Button>
        </>
      )}
      <div className="flex-1" />
      <Button
        size="sm"
        variant={counts.length > 0 ? 'primary' : 'secondary'}
        icon={IconCheck}
        disabled={counts.length === 0 || conflicts > 0}
        onClick={props.onApply}
      >
        Apply picked…
      </Button>
    </section>
  );
}

/** What the keys do, for whoever judges attempts without the mouse. */
function Keys({ attempts, isShort }: { attempts: number; isShort: boolean }) {
  return (
    <span className={cx('flex flex-wrap items-center gap-x-4 gap-y-1', isShort && 'max-[1280px]:hidden')}>
      {[
        [`1–${attempts}`, 'picks the file'],
        [`⇧1–${attempts}`, 'picks all files'],
        ['j k', 'other file'],
        ['← →', 'other attempt'],
        ['x', 'discards it'],
      ].map(([keys = '', what]) => (
        <span key={keys} className="flex items-center gap-1.5">
          <Kbd keys={keys} />
          {what}
        </span>
      ))}
    </span>
  );
}

/** "5 files picked: 3 from fix-1, 2 from fix-2" */
function pickedWords(counts: readonly PickCount[], total: number): string {
  const files = `${total === 1 ? 'One file' : `${formatNumber(total)} files`} picked`;
  if (counts.length > NAMED) return `${files} from ${counts.length} attempts`;
  return `${files}: ${counts.map(({ name, files }) => `${formatNumber(files)} from ${name}`).join(', ')}`;
}
