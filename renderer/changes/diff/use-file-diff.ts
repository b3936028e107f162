import { useState } from 'react';
import { type BaseKind, DIFF_BYTES, type FileDiff } from '../../../electron/contract/changes.ts';
import { type EngineAnswer, useEngineCall } from '../../ipc/use-engine-call.ts';
import type { ListedFile } from '../change-list.ts';

/** Whose change of a file: the agent's, or the one made in the host folder since. */
export type DiffSide = 'agent' | 'host';

export interface FileDiffAnswer extends EngineAnswer<FileDiff> {
  limitBytes: number;
  setLimitBytes: (limitBytes: number) => void;
}

/** Reads the diff of one file, and again when the list of changes has another version. */
export function useFileDiff(query: {
  agentId: string;
  folder: string | undefined;
  base: BaseKind;
  file: ListedFile;
  side: DiffSide;
  /** Changes when the list was read again and the file may differ. */
  version: string;
}): FileDiffAnswer {
  const { file } = query;
  const [limitBytes, setLimitBytes] = useState(DIFF_BYTES);
  const answer = useEngineCall(
    'changes.diff',
    {
      agentId: query.agentId,
      ...(query.folder === undefined ? {} : { folder: query.folder }),
      base: query.base,
      path: file.path,
      ...(file.oldPath === undefined ? {} : { oldPath: file.oldPath }),
      side: query.side,
      limitBytes,
    },
    query.version,
  );
  return { ...answer, limitBytes, setLimitBytes };
}
