import type { Readable } from 'node:stream';
import type { Flow } from './flow.ts';
import { type HeaderList, responseHeaders, valuesOf } from './headers.ts';
import type { Rewriter } from './pump.ts';
import { textBody } from './response-body.ts';
import type { ReadyRequest } from './upstream-request.ts';

/** What a server answered. */
export interface Answer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Readable;
}

/** The answer for the agent. */
export interface AnswerParts {
  readonly headers: HeaderList;
  readonly body: Readable;
  readonly rewriter: Rewriter | undefined;
}

/** Whether an answer has no body, whatever its headers say (RFC 9110 section 6.4.1). */
export function isBodyless(method: string, status: number): boolean {
  return method === 'HEAD' || status === 204 || status === 205 || status === 304;
}

/**
 * The answer for the agent, with placeholders instead of credentials; undefined if it cannot be searched.
 * @param onEcho ends a binary answer that holds a credential, in which nothing can be put in its place
 */
export function answerParts(
  { head, echoFilter }: ReadyRequest,
  { status, headers: received, body }: Answer,
  flow: Flow,
  onEcho: () => void,
): AnswerParts | undefined {
  const plain = responseHeaders(received, status);
  if (echoFilter === undefined) return { headers: plain, body, rewriter: undefined };
  const headers = echoFilter.headers(plain);
  if (isBodyless(head.method, status)) return { headers, body, rewriter: undefined };
  const text = textBody(headers);
  if (text === 'unreadable') return undefined;
  if (text === 'binary')
    return { headers, body, rewriter: isGrpc(headers) ? echoFilter.guard(onEcho) : undefined };
  flow.memory.grow(text.memoryBytes);
  return { headers: text.headers, body: text.decode(body), rewriter: echoFilter.rewriter() };
}

/** Messages of gRPC are framed by their length, so that nothing in them can be replaced. */
export function isGrpc(headers: HeaderList): boolean {
  return valuesOf(headers, 'content-type').some((type) => /^\s*application\/grpc\b/i.test(type));
}

const RANGE_HEADERS: ReadonlySet<string> = new Set(['range', 'if-range']);

/**
 * The request for the whole of a text of which a server sent a part: a credential that two parts divide would be found in
 * neither. A server may always send the whole (RFC 9110 section 14.2). Undefined when the answer is fine as it is.
 */
export function wholeInstead(
  ready: ReadyRequest,
  answer: Pick<Answer, 'status' | 'headers'>,
): ReadyRequest | undefined {
  const { head, echoFilter, bufferedBody } = ready;
  const isPart = answer.status === 206 && head.method === 'GET' && head.framing.kind === 'none';
  if (!isPart || echoFilter === undefined || bufferedBody !== undefined) return undefined;
  if (textBody(answer.headers) === 'binary') return undefined;
  const headers = head.headers.filter(([name]) => !RANGE_HEADERS.has(name.toLowerCase()));
  return headers.length === head.headers.length ? undefined : { ...ready, head: { ...head, headers } };
}
