import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { StreamInput } from '../../../electron/contract/registry.ts';
import type { TranscriptPart } from '../../../electron/contract/task.ts';
import type { TaskOutput } from '../../../electron/contract/task-program.ts';
import { formatNumber } from '../../format/number.ts';
import type { FeedState } from '../../ipc/follow-feed.ts';
import { useFollowFeed } from '../../ipc/use-follow-feed.ts';
import { IconButton } from '../../ui/buttons/icon-button.tsx';
import { Switch } from '../../ui/fields/switch.tsx';
import { IconDownload } from '../../ui/icons.ts';
import type { Fold } from './folds.ts';
import { saveTranscript } from './save-transcript.ts';
import { SearchBar } from './search-bar.tsx';
import { TranscriptFeed } from './transcript-feed.ts';
import { type RowsHandle, TranscriptRows } from './transcript-rows.tsx';
import { useSearch } from './use-search.ts';

/** What a part of an attempt printed: what its program did, or as text. */
export function TranscriptPane(props: {
  label: string;
  /** Suggested for the file that it is saved to. */
  fileName: string;
  taskId: string;
  attemptId: string;
  part: TranscriptPart;
  round: number;
  output: TaskOutput;
  /** The attempt is not over. */
  isLive: boolean;
  /** Changes when there may be more to read. */
  version: string;
}) {
  const { taskId, attemptId, part, round, output, version, isLive } = props;
  const feed = useMemo(
    () => new TranscriptFeed({ taskId, attemptId, part, round }, output),
    [taskId, attemptId, part, round, output],
  );
  const drawn = useFollowFeed(feed);
  useOpenAgain(feed, version);
  const { window } = feed;
  const handle = useRef<RowsHandle>(null);
  const [folds, setFolds] = useState<ReadonlyMap<number, Fold>>(new Map());
  const onFoldRow = useCallback(
    (n: number, fold: Fold) => setFolds((before) => new Map(before).set(n, fold)),
    [],
  );
  const search = useSearch(feed, { folds, onFoldRow, handle });
  const [isRaw, setRaw] = useState(false);
  const showRaw = (raw: boolean) => {
    setRaw(raw);
    feed.showRaw(raw);
    search.change('');
  };
  const { rows } = feed;
  return (
    <section aria-label={props.label} className="flex min-h-0 flex-1 flex-col">
      <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-1.5">
        <SearchBar search={search} />
        <div className="flex-1" />
        {output !== 'text' && <Switch label="Raw" checked={isRaw} onCheckedChange={showRaw} />}
        <SaveButton what={{ taskId, attemptId, part, round }} fileName={props.fileName} />
      </div>
      <div className="relative flex min-h-0 flex-1 flex-col">
        <TranscriptRows
          key={isRaw ? 'raw' : 'rows'}
          label={props.label}
          rows={rows}
          version={drawn}
          newestTodos={window.newestTodos}
          folds={folds}
          onFoldRow={onFoldRow}
          pattern={search.pattern}
          current={search.current}
          isLive={isLive}
          handle={handle}
        />
        {rows.length === 0 && (
          <p className="absolute top-2 left-4 text-subtle">{emptyWords(feed.state, window.isBehind)}</p>
        )}
      </div>
      {window.isCut && (
        <p className="figures flex h-6 shrink-0 items-center border-t px-4 text-muted text-sm">
          The newest {formatNumber(rows.length)} {isRaw ? 'lines' : 'entries'}. Older output is not shown: it
          is in the agent, in ~/.bulkhead/attempts.
        </p>
      )}
    </section>
  );
}

/** Reads on when there may be more than a stream that ended has sent. */
function useOpenAgain(feed: TranscriptFeed, version: string): void {
  const opened = useRef({ feed, version });
  useEffect(() => {
    const before = opened.current;
    opened.current = { feed, version };
    if (before.feed !== feed || before.version === version) return;
    if (feed.isOver || feed.state.status === 'failed') feed.open();
  }, [feed, version]);
}

function SaveButton({ what, fileName }: { what: StreamInput<'task.transcript'>; fileName: string }) {
  const [isSaving, setSaving] = useState(false);
  const save = () => {
    setSaving(true);
    void saveTranscript(what, fileName).finally(() => setSaving(false));
  };
  return <IconButton label="Save transcript" icon={IconDownload} disabled={isSaving} onClick={save} />;
}

function emptyWords(state: FeedState, isBehind: boolean): string {
  if (state.status === 'failed') return state.error.message;
  return state.status === 'loading' || isBehind ? 'Nothing is printed yet.' : 'Nothing was printed.';
}
