import {
  ANSWER_HEAD_LIMIT_BYTES,
  type Decision,
  type DecisionReason,
  type FlowError,
  REQUEST_HEAD_LIMIT_BYTES,
} from '../../electron/contract/egress.ts';
import { readRuleId } from '../../electron/contract/rule-id.ts';
import { assertNever } from '../../electron/lib/assert-never.ts';
import { formatBytes } from '../format/quantity.ts';

type ExplainedDecision = Pick<Decision, 'reason' | 'ruleId' | 'error' | 'unfilledSecretNames'> &
  Partial<Pick<Decision, 'port' | 'kind'>>;

/** Explains a decision of the gateway, and what ended an allowed request early. */
export function decisionLabel(decision: ExplainedDecision): string {
  const { error, unfilledSecretNames = [] } = decision;
  const parts = [
    reasonWithRule(decision),
    ...unfilledSecretNames.map((name) => `credential “${name}” not filled in here`),
    ...(error === undefined ? [] : [errorLabel(error)]),
  ];
  return parts.join('; ');
}

function reasonWithRule(decision: ExplainedDecision): string {
  const { reason, ruleId } = decision;
  if (isSsh(decision)) return 'SSH has no way out: use HTTPS';
  if (reason === 'rule') return ruleLabel(ruleId);
  if (reason === 'denied-by-rule' && ruleId) return `Denied: ${ruleLabel(ruleId)}`;
  return reasonLabel(reason);
}

const SSH_PORT = 22;

/** Whether the gateway blocked an SSH connection. */
export function isSsh({ port, kind, reason }: Pick<Decision, 'reason'> & Partial<Decision>): boolean {
  return (
    port === SSH_PORT &&
    kind !== 'dns' &&
    (reason === 'no-rule' || reason === 'port-not-allowed' || reason === 'not-tls')
  );
}

/** Returns the rule's origin, and its pattern if that differs from the host. */
function ruleLabel(ruleId = ''): string {
  const rule = readRuleId(ruleId);
  if (!rule) return ruleId === '' ? 'A rule' : `Rule ${ruleId}`;
  switch (rule.kind) {
    case 'agent':
      return `This agent: ${rule.effect} ${rule.host}`;
    case 'temporary':
      return `For a while: ${rule.effect} ${rule.host}`;
    case 'credential':
      return `Credential “${rule.name}”: ${rule.effect} ${rule.host}`;
    case 'set':
      return `Set “${rule.name}”: ${rule.effect} ${rule.host}`;
    case 'answer':
      return `Your answer: ${rule.effect} ${rule.host}`;
    case 'host-service':
      return `Host service “${rule.name}”`;
    case 'agent-type':
      return `Agent type “${rule.name}”: ${rule.effect} ${rule.host}`;
    default:
      return assertNever(rule.kind);
  }
}

export function reasonLabel(reason: DecisionReason): string {
  switch (reason) {
    case 'rule':
      return 'Allowed by a rule';
    case 'full-mode':
      return 'Egress is Full';
    case 'answered':
      return 'You allowed it';
    case 'mode-off':
      return 'Egress is Off';
    case 'denied-by-rule':
      return 'A rule denies this host';
    case 'no-rule':
      return 'Not on the allowlist';
    case 'port-not-allowed':
      return 'This port is not allowed';
    case 'method-not-allowed':
      return 'This method is not allowed';
    case 'path-not-allowed':
      return 'This path is not allowed';
    case 'invalid-host':
      return 'Not a host name';
    case 'ip-literal':
      return 'An address instead of a name';
    case 'forbidden-address':
      return 'Leads to a private or local address';
    case 'not-tls':
      return 'A tunnel that is not TLS (SSH, for example)';
    case 'no-sni':
      return 'TLS without a server name';
    case 'sni-mismatch':
      return 'TLS names another host';
    case 'encrypted-sni':
      return 'TLS hides the server name';
    case 'host-mismatch':
      return 'The Host header names another host';
    case 'malformed-request':
      return 'A malformed request';
    case 'head-too-large':
      return `The request’s head is longer than ${formatBytes(REQUEST_HEAD_LIMIT_BYTES)}`;
    case 'method-override':
      return 'Its body names another method';
    case 'secret-unavailable':
      return 'Its credential is not available';
    case 'interception-unavailable':
      return 'It needs reading, and that is not set up';
    case 'too-many-connections':
      return 'Too many connections at once';
    case 'dns':
      return 'A name look-up: the gateway resolves allowed hosts itself';
    default:
      return assertNever(reason);
  }
}

/** The button in the Network tab. */
const WAY_OUT = 'The way out: “Do not intercept this host”';

/** Explains why a program's TLS came to nothing inside the gateway. */
export function handshakeLabel(error: FlowError): string {
  switch (error) {
    case 'client-distrusts':
      return 'The program does not trust the gateway’s certificate';
    case 'client-needs-http2':
      return 'The program speaks neither HTTP/1.1 nor HTTP/2';
    case 'client-needs-old-tls':
      return 'The program speaks TLS 1.0 or 1.1 alone';
    case 'client-left':
      return 'The program left at the handshake, as one does that pins or distrusts a certificate';
    default:
      return 'The program’s TLS handshake failed';
  }
}

function errorLabel(error: FlowError): string {
  switch (error) {
    case 'dns-failed':
      return 'the name does not resolve';
    case 'unreachable':
      return 'the host cannot be reached';
    case 'timeout':
      return 'no answer in time';
    case 'certificate-refused':
      return 'its certificate cannot be trusted';
    case 'certificate-expired':
      return 'its certificate has expired';
    case 'certificate-not-yet-valid':
      return 'its certificate is not valid yet, or this machine’s clock is wrong';
    case 'certificate-wrong-name':
      return 'its certificate is for another name';
    case 'certificate-self-signed':
      return 'its certificate is signed by itself';
    case 'certificate-unknown-authority':
      return 'its certificate is of an authority that nothing here trusts, or its chain is incomplete';
    case 'server-wants-certificate':
      return `it asks for a certificate of the program. ${WAY_OUT}`;
    case 'server-tls-failed':
      return 'the TLS handshake with it failed';
    case 'reset':
      return 'the connection broke';
    case 'closed-by-policy':
      return 'cut by a change of egress';
    case 'over-limit':
      return 'cut because this agent held too much at once';
    case 'unreadable-answer':
      return 'its answer could not be searched for the credential';
    case 'proxy-unreachable':
      return 'the proxy cannot be reached';
    case 'proxy-login':
      return 'the proxy does not take the user name or the password';
    case 'proxy-refused':
      return 'the proxy does not let this host through';
    case 'proxy-failed':
      return 'the proxy could not reach the host';
    case 'answer-head-too-large':
      return `the head of its answer is longer than ${formatBytes(ANSWER_HEAD_LIMIT_BYTES)}`;
    case 'answer-not-http':
      return 'it does not answer in HTTP/1.1';
    case 'answer-line-end':
      return 'a line of its answer does not end in CR LF';
    case 'answer-header-name':
      return 'a header name of its answer is malformed';
    case 'answer-header-value':
      return 'a header of its answer holds a control character';
    case 'answer-length':
      return 'its answer contradicts itself about its length';
    case 'answer-malformed':
      return 'its answer is malformed';
    case 'server-without-http2':
      return 'the program speaks HTTP/2 alone, and the server does not speak it';
    case 'client-distrusts':
    case 'client-needs-http2':
    case 'client-needs-old-tls':
    case 'client-left':
    case 'handshake-failed':
      return `${handshakeLabel(error)}. ${WAY_OUT}`;
    default:
      return assertNever(error);
  }
}
