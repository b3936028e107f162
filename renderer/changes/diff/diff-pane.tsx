import { type Ref, useState } from 'react';
import type { BaseKind } from '../../../electron/contract/changes.ts';
import { CopyButton } from '../../ui/buttons/copy-button.tsx';
import { SegmentedControl } from '../../ui/fields/radio-group.tsx';
import type { ListedFile } from '../change-list.ts';
import { type Picked, pickedHunks, toggleHunk } from '../selection.ts';
import { visibleText } from '../visible-text.ts';
import { DiffContent } from './diff-content.tsx';
import type { DiffHandle } from './diff-lines.tsx';
import type { DiffLayout } from './diff-rows.ts';
import { FileRisks, factsOf } from './file-facts.tsx';
import type { LineComments } from './line-comments.ts';
import { type DiffSide, useFileDiff } from './use-file-diff.ts';

const layouts = [
  { value: 'inline', label: 'Inline' },
  { value: 'side-by-side', label: 'Side by side' },
] as const;
const sides = [
  { value: 'agent', label: 'Agent’s change', description: 'From the baseline to what the agent has' },
  {
    value: 'host',
    label: 'Host’s change',
    description: 'From the baseline to what is in the host folder now',
  },
] as const;

export interface DiffPaneProps {
  agentId: string;
  folder: string | undefined;
  base: BaseKind;
  /** Changes when the list was read again and the file may differ. */
  version: string;
  file: ListedFile;
  layout: DiffLayout;
  onLayoutChange: (layout: DiffLayout) => void;
  handle: Ref<DiffHandle>;
  /** Absent when changes cannot be applied. */
  picked?: Picked | undefined;
  onPickedChange?: ((picked: Picked) => void) | undefined;
  /** Absent where nobody takes comments. */
  comments?: LineComments | undefined;
}

/** The diff of one file. The parent sets the file as its key. */
export function DiffPane(props: DiffPaneProps) {
  const { file, picked } = props;
  const [side, setSide] = useState<DiffSide>('agent');
  const diff = useFileDiff({
    agentId: props.agentId,
    folder: props.folder,
    base: props.base,
    file,
    side,
    version: props.version,
  });
  const { data } = diff;
  const hunks = data ? { hunks: data.hunks.length, fingerprint: data.fingerprint } : undefined;
  const canPickHunks =
    picked && props.onPickedChange && side === 'agent' && file.status === 'modified' && !data?.truncated;
  const shown = visibleText(file.path);
  return (
    <section aria-label={shown} className="flex min-h-0 min-w-0 flex-1 flex-col">
      <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-1.5">
        <span className="min-w-0 truncate font-mono text-sm" data-selectable title={shown}>
          {shown}
        </span>
        <CopyButton text={file.path} label="Copy path" />
        <span className="figures shrink-0 text-muted text-sm">{factsOf(file)}</span>
        <div className="flex-1" />
        {picked && file.status !== 'added' && (
          <SegmentedControl label="Side" labelHidden options={sides} value={side} onValueChange={setSide} />
        )}
        <SegmentedControl
          label="Diff layout"
          labelHidden
          options={layouts}
          value={props.layout}
          onValueChange={props.onLayoutChange}
        />
      </div>
      <FileRisks file={file} />
      <DiffContent
        diff={diff}
        file={file}
        side={side}
        layout={props.layout}
        handle={props.handle}
        comments={side === 'agent' ? props.comments : undefined}
        hunkControl={
          canPickHunks && hunks
            ? (hunk) => (
                <input
                  type="checkbox"
                  aria-label={`Select hunk ${hunk + 1}`}
                  checked={pickedHunks(picked, file.path, hunks).includes(hunk)}
                  onChange={() => props.onPickedChange?.(toggleHunk(picked, file, hunk, hunks))}
                  className="size-3.5 accent-accent-solid"
                />
              )
            : undefined
        }
      />
    </section>
  );
}
