import { useLayoutEffect, useMemo, useRef } from 'react';
import type { TranscriptPart } from '../../electron/contract/task.ts';
import type { FeedState } from '../ipc/follow-feed.ts';
import { useFollowFeed } from '../ipc/use-follow-feed.ts';
import { TranscriptFeed } from './transcript-feed.ts';
import { visibleLines } from './visible-lines.ts';

/** Closer to the end than this counts as at the end. */
const END_PX = 24;

/** What a part of an attempt printed, as text. It follows the end until the person scrolls up. */
export function TranscriptPane(props: {
  label: string;
  taskId: string;
  attemptId: string;
  part: TranscriptPart;
  round: number;
  /** Changes when there may be another transcript. */
  version: string;
}) {
  const { taskId, attemptId, part, round, version } = props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version of the attempt has another transcript
  const feed = useMemo(
    () => new TranscriptFeed({ taskId, attemptId, part, round }),
    [taskId, attemptId, part, round, version],
  );
  useFollowFeed(feed);
  const { transcript, state } = feed;
  const scroller = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const text = useMemo(() => visibleLines(transcript.text), [transcript.text]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: more text moves the end
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element && isAtEnd.current) element.scrollTop = element.scrollHeight;
  }, [text]);
  const onScroll = () => {
    const element = scroller.current;
    if (!element) return;
    isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight <= END_PX;
  };
  return (
    // Screen readers announce no new lines, because a flood would make them useless; the transcript can be read.
    <div
      ref={scroller}
      role="log"
      aria-label={props.label}
      aria-live="off"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reachable by keyboard
      tabIndex={0}
      data-selectable
      onScroll={onScroll}
      className="min-h-0 flex-1 overflow-y-auto bg-canvas px-4 py-2 font-mono text-sm outline-offset-[-2px]"
    >
      {transcript.isCut && <p className="text-subtle">Older output is not shown.</p>}
      <div className="whitespace-pre-wrap [overflow-wrap:anywhere]">{text}</div>
      {text === '' && <p className="font-sans text-subtle">{emptyWords(state)}</p>}
    </div>
  );
}

function emptyWords(state: FeedState): string {
  if (state.status === 'failed') return state.error.message;
  return state.status === 'loading' ? 'Nothing is printed yet.' : 'Nothing was printed.';
}
