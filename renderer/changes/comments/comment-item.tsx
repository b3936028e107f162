import { type KeyboardEvent, useEffect, useRef } from 'react';
import { keysOf, platform } from '../../keys/platform.ts';
import { matchesShortcut } from '../../keys/shortcut.ts';
import type { DiffComment } from '../../store/slices/unsent-slice.ts';
import { Button } from '../../ui/buttons/button.tsx';
import { IconButton } from '../../ui/buttons/icon-button.tsx';
import { TextArea } from '../../ui/fields/text-area.tsx';
import { IconPencil, IconTrash } from '../../ui/icons.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { visibleText } from '../visible-text.ts';
import { placeOf } from './comment-message.ts';

const DONE = 'Mod+Enter';

/** One comment with its line of code: as text, or while it is written. */
export function CommentItem(props: {
  comment: DiffComment;
  isEditing: boolean;
  onEdit: () => void;
  onWrite: (text: string) => void;
  onRemove: () => void;
  /** The writing is over. */
  onDone: () => void;
}) {
  const { comment, isEditing, onDone } = props;
  const place = placeOf(comment);
  return (
    <li className="flex items-start gap-2 border-b px-4 py-1.5 last:border-b-0">
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <div className="flex min-w-0 items-baseline gap-2 text-sm">
          <span className="shrink-0 text-muted">{place}</span>
          <code className="min-w-0 truncate font-mono text-subtle">{visibleText(comment.code)}</code>
        </div>
        {isEditing ? (
          <Editor label={`Comment on ${place}`} text={comment.text} onWrite={props.onWrite} onDone={onDone} />
        ) : (
          <p className="whitespace-pre-wrap [overflow-wrap:anywhere]" data-selectable>
            {comment.text}
          </p>
        )}
      </div>
      {!isEditing && (
        <IconButton
          size="sm"
          label={`Edit the comment on ${place}`}
          icon={IconPencil}
          onClick={props.onEdit}
        />
      )}
      <IconButton
        size="sm"
        label={`Remove the comment on ${place}`}
        icon={IconTrash}
        onClick={() => {
          props.onRemove();
          if (isEditing) onDone();
        }}
      />
    </li>
  );
}

function Editor(props: { label: string; text: string; onWrite: (text: string) => void; onDone: () => void }) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => frame.current?.querySelector('textarea')?.focus(), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' && !matchesShortcut(DONE, event, platform)) return;
    event.preventDefault();
    event.stopPropagation();
    props.onDone();
  };
  return (
    <div ref={frame} className="flex flex-col gap-1">
      <TextArea
        label={props.label}
        labelHidden
        rows={2}
        spellCheck
        maxLength={4_000}
        placeholder="What should be different here?"
        value={props.text}
        onValueChange={props.onWrite}
        onKeyDown={onKeyDown}
      />
      <Button size="sm" className="self-start" onClick={props.onDone}>
        Done
        <Kbd keys={keysOf(DONE)} />
      </Button>
    </div>
  );
}
