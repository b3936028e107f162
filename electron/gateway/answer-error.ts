import type { FlowError } from '../contract/egress.ts';

/** An answer that Node's parser accepts, and the gateway does not. */
export class AnswerFault extends Error {
  readonly flowError: FlowError = 'answer-malformed';
}

/**
 * Returns what is wrong with a server's answer, by the error of Node's parser (llhttp); undefined for any other error. One
 * code stands for several faults, which only the text tells apart.
 */
export function answerErrorOf(error: unknown): FlowError | undefined {
  if (error instanceof AnswerFault) return error.flowError;
  const { code, reason } = error as { code?: unknown; reason?: unknown };
  if (typeof code !== 'string' || !code.startsWith('HPE_')) return undefined;
  if (code === 'HPE_HEADER_OVERFLOW') return 'answer-head-too-large';
  if (code === 'HPE_INVALID_CONSTANT' || code === 'HPE_INVALID_VERSION') return 'answer-not-http';
  if (code === 'HPE_CR_EXPECTED' || code === 'HPE_LF_EXPECTED') return 'answer-line-end';
  if (/CONTENT_LENGTH|TRANSFER_ENCODING/.test(code)) return 'answer-length';
  if (code !== 'HPE_INVALID_HEADER_TOKEN') return 'answer-malformed';
  const text = String(reason);
  if (/header value char/.test(text)) return 'answer-header-value';
  // An empty line that ends in a line feed alone is read as the beginning of a header.
  if (/header field char/.test(text)) return 'answer-line-end';
  return /header token/.test(text) ? 'answer-header-name' : 'answer-malformed';
}
