import type { IncomingMessage } from 'node:http';
import type { RecordedCall } from '../../contract/api-call.ts';
import { METHODS, type RouteMatch } from './router.ts';

/** The longest name of an agent in the audit. */
const MAXIMUM_NAME_LENGTH = 100;

/** What is known of a request so far, for its record in the audit. */
export class SeenCall {
  readonly method: string;
  caller = 'unknown';
  match: RouteMatch | undefined;
  readonly #record: (call: RecordedCall) => void;
  #isRecorded = false;

  constructor(request: IncomingMessage, record: (call: RecordedCall) => void) {
    this.method = request.method ?? '';
    this.#record = record;
  }

  /** Records a call that may change something or reads what an agent wrote, or that was refused. */
  recordOnce(status: number): void {
    if (this.#isRecorded) return;
    this.#isRecorded = true;
    const { caller, match, method } = this;
    const isRefused = status >= 400;
    if (!isRefused && match?.route.method === 'GET' && !match.route.readsContents) return;
    const agent = isRefused ? undefined : match?.params.agent?.slice(0, MAXIMUM_NAME_LENGTH);
    this.#record({
      caller,
      method: METHODS.includes(method) ? method : 'other',
      route: match?.route.path ?? null,
      ...(agent === undefined ? {} : { agent }),
      status,
    });
  }
}
