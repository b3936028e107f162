import { useEffect, useState } from 'react';
import type { StreamHandle } from '../../electron/client/rpc-client.ts';
import type { AppError } from '../../electron/contract/error.ts';
import type { TranscriptPart } from '../../electron/contract/task.ts';
import { backoffMs } from '../../electron/lib/backoff.ts';
import { openStream } from '../ipc/engine-host.ts';
import { toAppError } from '../ipc/to-app-error.ts';
import { EMPTY_TRANSCRIPT, type TranscriptText, withOutput } from './transcript-text.ts';

interface Source {
  taskId: string;
  attemptId: string;
  part: TranscriptPart;
}

export interface Transcript extends TranscriptText {
  isLoading: boolean;
  error: AppError | undefined;
}

const LOADING: Transcript = { ...EMPTY_TRANSCRIPT, isLoading: true, error: undefined };

/** What a part of an attempt printed, and prints while it works. Starts anew with each new `version`. */
export function useTranscript({ taskId, attemptId, part }: Source, version: string): Transcript {
  const [transcript, setTranscript] = useState(LOADING);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version of the attempt has another transcript
  useEffect(() => {
    let stream: StreamHandle<'task.transcript'> | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let failures = 0;
    let isShown = true;
    const fail = (thrown: unknown) => {
      if (!isShown) return;
      const error = toAppError(thrown);
      setTranscript((current) => ({ ...current, isLoading: false, error }));
      if (error.type !== 'engine-unreachable') return;
      failures += 1;
      retry = setTimeout(open, backoffMs(failures));
    };
    const open = () => {
      const decoder = new TextDecoder();
      let isFirst = true;
      try {
        stream = openStream(
          'task.transcript',
          { taskId, attemptId, part },
          {
            onItem: ({ bytes, skipped }) => {
              if (!isShown) return;
              const more = decoder.decode(bytes, { stream: true });
              const isStart = isFirst;
              isFirst = false;
              failures = 0;
              setTranscript((current) => ({
                ...withOutput(isStart ? EMPTY_TRANSCRIPT : current, more, skipped),
                isLoading: false,
                error: undefined,
              }));
            },
          },
        );
        stream.done.then(
          () => isShown && setTranscript((current) => ({ ...current, isLoading: false })),
          fail,
        );
      } catch (thrown) {
        fail(thrown);
      }
    };
    setTranscript(LOADING);
    open();
    return () => {
      isShown = false;
      clearTimeout(retry);
      stream?.close();
    };
  }, [taskId, attemptId, part, version]);
  return transcript;
}
