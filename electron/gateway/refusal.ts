import type { Duplex } from 'node:stream';
import type { DecisionReason, FlowError } from '../contract/egress.ts';
import { assertNever } from '../lib/assert-never.ts';

/** The status of a refused request: it distinguishes policy (403), failure (502) and bad input (400). */
export interface Refusal {
  readonly status: number;
  readonly body: string;
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

const isBadInput = (reason: DecisionReason): boolean =>
  reason === 'malformed-request' || reason === 'host-mismatch';

/** The host comes from the agent and is returned to it, so only printable ASCII is kept, and it is shortened. */
const shown = (text: string): string => text.slice(0, 300).replace(/[^\x20-\x7e]/g, '?');

/** The answer to a blocked request: it names the host, the reason, the rule, and what the person can do. */
export function refusalFor(request: RefusedRequest): Refusal {
  const [why, remedy] = explain(request.reason);
  const rule = request.rule === undefined ? '' : `Rule: ${shown(request.rule)}\n`;
  const host = shown(request.host) + (request.port === 0 ? '' : `:${request.port}`);
  const body = `Bulkhead blocked this request.\nHost: ${host}\nWhy: ${why} (${request.reason}).\n${rule}${remedy}\n`;
  return { status: isBadInput(request.reason) ? 400 : 403, body };
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
    case 'reset':
      return 'it closed the connection';
    case 'closed-by-policy':
      return 'the policy changed';
    case 'over-limit':
      return 'this agent holds too much open at once';
    case 'unreadable-answer':
      return 'its answer is compressed in a way that hides whether it holds the credential';
    default:
      return assertNever(error);
  }
}

/** The answer to a request that was allowed and failed. */
export function failureFor(
  request: { readonly host: string; readonly port: number },
  error: FlowError,
): Refusal {
  const body = `Bulkhead allowed this request, but ${shown(request.host)}:${request.port} could not be reached: ${explainFailure(error)} (${error}).\n`;
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
