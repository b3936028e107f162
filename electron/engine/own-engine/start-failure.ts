import { AppFailure } from '../../contract/error.ts';
import { writeReason } from '../../settings/write-problem.ts';
import type { Places } from './places.ts';

const actions = [{ kind: 'retry' as const, label: 'Retry' }];
const LOG_TAIL_LINES = 20;
const FILE_CALLS = ['open', 'write', 'fsync', 'mkdir', 'rename'];

/** The failure of an engine that ended, or did not answer, with the reason that its log gives. */
export function startFailure(log: string, { log: path, folder }: Pick<Places, 'log' | 'folder'>): AppFailure {
  const raw = log.trimEnd().split('\n').slice(-LOG_TAIL_LINES).join('\n');
  if (/no space left on device/i.test(raw)) return writeFailure({ code: 'ENOSPC' }, folder, raw);
  const reason = reasonIn(raw);
  const message = `The app’s own engine did not start${reason === undefined ? '' : `: ${reason}`}. Its log is ${path}.`;
  return new AppFailure({ type: 'engine-unreachable', message, actions, raw });
}

/** An error of the system while the engine's folder was prepared becomes a failure that says what to do; others stay. */
export function folderFailure(error: unknown, folder: string): unknown {
  if (!(error instanceof Error) || !FILE_CALLS.includes((error as NodeJS.ErrnoException).syscall ?? ''))
    return error;
  return writeFailure(error, folder, error.message);
}

function writeFailure(error: object, folder: string, raw: string): AppFailure {
  const message = `The app’s own engine cannot write to ${folder}: ${writeReason(error)}, and start it again.`;
  return new AppFailure({ type: 'engine-unreachable', message, actions, raw });
}

/** The last line of the engine itself; rootlesskit's lines after it say only that it ended. */
function reasonIn(log: string): string | undefined {
  const lines = log.split('\n').filter((line) => line !== '' && !line.startsWith('[rootlesskit'));
  const line = lines.findLast((each) => !each.startsWith('time=') || /level=(error|fatal)/.test(each));
  return line && (/msg="((?:[^"\\]|\\.)*)"/.exec(line)?.[1] ?? line);
}
