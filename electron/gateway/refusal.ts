import type { Duplex } from 'node:stream';
import {
  ANSWER_HEAD_LIMIT_BYTES,
  type DecisionReason,
  type FlowError,
  REQUEST_HEAD_LIMIT_BYTES,
} from '../contract/egress.ts';
import { formatBytes } from '../contract/sizes.ts';
import { assertNever } from '../lib/assert-never.ts';

/** The status of a refused request: it distinguishes policy (403), failure (502) and bad input (400). */
export interface Refusal {
  readonly status: number;
  readonly body: string;
  /** Plain text when absent. */
  readonly contentType?: string;
}

export interface RefusedRequest {
  readonly host: string;
  readonly port: number;
  readonly reason: DecisionReason;
  /** The rule that decided, in the person's words. */
  readonly rule?: string;
}

const ASK = 'Ask the person who runs this agent to allow it in Bulkhead (Isolation tab, Internet egress).';

function explain(reason: DecisionReason): readonly [why: string, remedy: string] {
  switch (reason) {
    case 'mode-off':
      return [
        'egress of this agent is Off',
        'Ask the person who runs this agent to switch egress on in Bulkhead.',
      ];
    case 'denied-by-rule':
      return ['a rule denies it', 'Ask the person who runs this agent whether the rule should stay.'];
    case 'no-rule':
      return ['no rule allows this host', ASK];
    case 'port-not-allowed':
      return ['the rules for this host do not allow this port', ASK];
    case 'method-not-allowed':
      return ['the rules for this host do not allow this method', ASK];
    case 'path-not-allowed':
      return ['the rules for this host do not allow this path', ASK];
    case 'invalid-host':
      return ['this is not a host name', 'Use a plain host name, without user name or trailing dot.'];
    case 'ip-literal':
      return ['IP addresses are never allowed, only host names', 'Use the host name.'];
    case 'forbidden-address':
      return [
        'this name leads to a private or reserved address',
        'To reach a server in the local network, ask for a host service in Bulkhead.',
      ];
    case 'not-tls':
      return [
        'the tunnel carries something else than TLS',
        'Use HTTPS (for git: an https:// remote instead of SSH).',
      ];
    case 'no-sni':
    case 'sni-mismatch':
    case 'encrypted-sni':
      return [
        'the TLS handshake does not name the host that the tunnel was opened for',
        'Connect to the host by its own name, without encrypted client hello.',
      ];
    case 'host-mismatch':
      return [
        'the Host header names another host than the request',
        'Send one Host header that names the requested host.',
      ];
    case 'malformed-request':
      return [
        'the request is malformed or ambiguous',
        'Send plain HTTP/1.1 with either Content-Length or chunked encoding.',
      ];
    case 'head-too-large':
      return [
        `the head of the request is longer than ${formatBytes(REQUEST_HEAD_LIMIT_BYTES)}`,
        'Send shorter headers: fewer cookies, or a token in the body.',
      ];
    case 'method-override':
      return [
        'its body names another method (_method), and a rule for this host decides by the method',
        'Send the request with the method that it means.',
      ];
    case 'secret-unavailable':
      return [
        'the credential for this host is not available now',
        'Open Bulkhead so that it can hand the credential to the gateway, or check it there.',
      ];
    case 'interception-unavailable':
      return [
        'this host has to be inspected, and the gateway has no certificate authority yet',
        'Open Bulkhead so that it can set the gateway up.',
      ];
    case 'too-many-connections':
      return ['this agent has too many open connections', 'Close some and try again.'];
    case 'rule':
    case 'full-mode':
    case 'answered':
    case 'dns':
      return ['it was not allowed', ASK];
    default:
      return assertNever(reason);
  }
}

function statusOf(reason: DecisionReason): number {
  if (reason === 'head-too-large') return 431;
  return reason === 'malformed-request' || reason === 'host-mismatch' ? 400 : 403;
}

/** The host comes from the agent and is returned to it, so only printable ASCII is kept, and it is shortened. */
const shown = (text: string): string => text.slice(0, 300).replace(/[^\x20-\x7e]/g, '?');

/** The answer to a blocked request: it names the host, the reason, the rule, and what the person can do. */
export function refusalFor(request: RefusedRequest): Refusal {
  const [why, remedy] = explain(request.reason);
  const rule = request.rule === undefined ? '' : `Rule: ${shown(request.rule)}\n`;
  const host = shown(request.host) + (request.port === 0 ? '' : `:${request.port}`);
  const body = `Bulkhead blocked this request.\nHost: ${host}\nWhy: ${why} (${request.reason}).\n${rule}${remedy}\n`;
  return { status: statusOf(request.reason), body };
}

function explainFailure(error: FlowError): string {
  switch (error) {
    case 'dns-failed':
      return 'its name does not resolve';
    case 'unreachable':
      return 'it does not accept connections';
    case 'timeout':
      return 'it did not answer in time';
    case 'certificate-refused':
      return 'its certificate cannot be trusted';
    case 'certificate-expired':
      return 'its certificate has expired';
    case 'certificate-not-yet-valid':
      return 'its certificate is not valid yet; the clock of this machine may be wrong';
    case 'certificate-wrong-name':
      return 'its certificate is for another name';
    case 'certificate-self-signed':
      return 'its certificate is signed by itself';
    case 'certificate-unknown-authority':
      return 'its certificate is of an authority that this machine does not trust, or its chain is incomplete';
    case 'server-wants-certificate':
      return 'it asks for a certificate of the client, which the gateway does not have';
    case 'server-tls-failed':
      return 'the TLS handshake with it failed';
    case 'reset':
      return 'it closed the connection';
    case 'closed-by-policy':
      return 'the policy changed';
    case 'over-limit':
      return 'this agent holds too much open at once';
    case 'unreadable-answer':
      return 'its answer is compressed in a way that hides whether it holds the credential';
    case 'proxy-unreachable':
      return 'the proxy of this network cannot be reached; the person who runs this agent finds it in Bulkhead’s settings';
    case 'proxy-login':
      return 'the proxy of this network wants another user name or password than Bulkhead has';
    case 'proxy-refused':
      return 'the proxy of this network does not let this host through';
    case 'proxy-failed':
      return 'the proxy of this network could not reach it';
    case 'answer-head-too-large':
      return `the head of its answer is longer than ${formatBytes(ANSWER_HEAD_LIMIT_BYTES)}`;
    case 'answer-not-http':
      return 'it does not answer in HTTP/1.1';
    case 'answer-line-end':
      return 'a line in the head of its answer does not end in CR LF';
    case 'answer-header-name':
      return 'a header name in its answer holds a blank, or another character that names cannot have';
    case 'answer-header-value':
      return 'a header in its answer holds a control character';
    case 'answer-length':
      return 'its answer states its length in two ways, or in none that is a number';
    case 'answer-malformed':
      return 'its answer is malformed';
    case 'server-without-http2':
      return 'the program speaks HTTP/2 alone, and the server does not speak it';
    case 'client-distrusts':
      return 'the program does not trust the certificate of the gateway, which reads what goes to this host';
    case 'client-needs-http2':
      return 'the program speaks neither HTTP/1.1 nor HTTP/2, and the gateway reads what goes to this host';
    case 'client-needs-old-tls':
      return 'the program speaks TLS 1.0 or 1.1 alone, and the gateway reads what goes to this host';
    case 'client-left':
      return 'the program closed the connection at the handshake, as one does that pins or distrusts a certificate';
    case 'handshake-failed':
      return 'the TLS handshake of the program failed';
    default:
      return assertNever(error);
  }
}

/** The answer to a request that was allowed and failed. */
export function failureFor(
  request: { readonly host: string; readonly port: number },
  error: FlowError,
): Refusal {
  const host = `${shown(request.host)}:${request.port}`;
  const what = error.startsWith('answer-')
    ? `the answer of ${host} cannot be passed on`
    : `${host} could not be reached`;
  const body = `Bulkhead allowed this request, but ${what}: ${explainFailure(error)} (${error}).\n`;
  return { status: error === 'timeout' ? 504 : 502, body };
}

/** A complete HTTP/1.1 response for a connection without a response object (CONNECT, upgrades). */
export function rawResponse(refusal: Refusal): string {
  const phrase =
    {
      400: 'Bad Request',
      403: 'Forbidden',
      431: 'Request Header Fields Too Large',
      502: 'Bad Gateway',
      504: 'Gateway Timeout',
    }[refusal.status] ?? 'Refused';
  const length = Buffer.byteLength(refusal.body);
  return `HTTP/1.1 ${refusal.status} ${phrase}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${refusal.body}`;
}

/** The time that a refused client gets to read its answer. */
export const LINGER_MS = 1_000;

/** Writes a complete answer and closes the connection after a short time for the client to read it. */
export function answerAndClose(socket: Duplex, text: string | Buffer): void {
  socket.end(text);
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
}
