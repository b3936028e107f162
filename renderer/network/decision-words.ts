import type { Decision, DecisionReason, FlowError } from '../../electron/contract/egress.ts';
import { readRuleId } from '../../electron/contract/rule-id.ts';
import { assertNever } from '../../electron/lib/assert-never.ts';

/** Why the gateway decided so, and what ended an allowed request early. */
export function whyInWords({ reason, ruleId, error }: Pick<Decision, 'reason' | 'ruleId' | 'error'>): string {
  const why = reason === 'rule' ? ruleInWords(ruleId) : reasonInWords(reason);
  return error === undefined ? why : `${why}; ${errorInWords(error)}`;
}

function ruleInWords(ruleId = ''): string {
  const rule = readRuleId(ruleId);
  if (!rule) return ruleId === '' ? 'Allowed by a rule' : `Rule ${ruleId}`;
  switch (rule.kind) {
    case 'agent':
      return 'On the allowlist';
    case 'temporary':
      return 'Allowed once, for a while';
    case 'credential':
      return `Host of the credential “${rule.name}”`;
    case 'set':
      return `Set “${rule.name}”`;
    case 'answer':
      return 'Your answer';
    case 'host-service':
      return `Host service “${rule.name}”`;
    case 'agent-type':
      return `Agent type “${rule.name}”`;
    default:
      return assertNever(rule.kind);
  }
}

export function reasonInWords(reason: DecisionReason): string {
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

function errorInWords(error: FlowError): string {
  switch (error) {
    case 'dns-failed':
      return 'the name does not resolve';
    case 'unreachable':
      return 'the host cannot be reached';
    case 'timeout':
      return 'no answer in time';
    case 'certificate-refused':
      return 'its certificate was refused';
    case 'reset':
      return 'the connection broke';
    case 'closed-by-policy':
      return 'cut by a change of egress';
    default:
      return assertNever(error);
  }
}
