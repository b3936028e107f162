import type { AgentPolicy, DecisionReason, EgressRule, SecretBinding } from '../contract/egress.ts';
import type { EgressMode } from '../contract/egress-mode.ts';
import { type HostPattern, matchesHostPattern, parseHostPattern } from '../contract/host-pattern.ts';
import { APP_SERVICE } from '../contract/mcp-grant.ts';
import { canonicalPath, hasPathPrefix, type RequestPath } from './request-path.ts';

interface CompiledRule {
  readonly rule: EgressRule;
  readonly pattern: HostPattern;
  /** Undefined: any port (a deny without ports). */
  readonly ports: readonly number[] | undefined;
}

interface CompiledBinding {
  readonly binding: SecretBinding;
  readonly patterns: readonly HostPattern[];
}

/** A policy that is compiled for decisions. Immutable: a change of policy is a new object. */
export interface CompiledPolicy {
  readonly policy: AgentPolicy;
  readonly mode: EgressMode;
  readonly rules: readonly CompiledRule[];
  readonly bindings: readonly CompiledBinding[];
}

/** The known facts of a request. A tunnel has neither method nor path until it is intercepted. */
export interface EgressRequest {
  readonly host: string;
  readonly port: number;
  readonly method?: string;
  readonly path?: RequestPath;
  /** The agent's end of the connection; no decision depends on it. */
  readonly sourcePort?: number | undefined;
}

export type Verdict =
  | { readonly allowed: true; readonly reason: 'rule' | 'full-mode'; readonly rule?: EgressRule }
  | { readonly allowed: false; readonly reason: DecisionReason; readonly rule?: EgressRule };

const DEFAULT_PORTS: readonly number[] = [80, 443];

function compilePattern(text: string): HostPattern {
  const result = parseHostPattern(text);
  if (!result.ok) throw new RangeError(result.message);
  return result.pattern;
}

/** @throws RangeError for a host pattern that the contract's schema refuses */
export function compilePolicy(policy: AgentPolicy): CompiledPolicy {
  return {
    policy,
    mode: policy.mode,
    rules: policy.rules.map((rule) => ({
      rule:
        rule.paths === undefined ? rule : { ...rule, paths: rule.paths.map((path) => rulePath(rule, path)) },
      pattern: compilePattern(rule.host),
      ports: rule.ports ?? (rule.effect === 'allow' ? DEFAULT_PORTS : undefined),
    })),
    bindings: policy.secrets.map((binding) => ({ binding, patterns: binding.hosts.map(compilePattern) })),
  };
}

/**
 * Rules use the canonical form of requests' paths. No request has a query in its path, so a deny covers the part before
 * it.
 */
function rulePath({ effect }: EgressRule, path: string): string {
  const end = path.search(/[?#]/);
  return canonicalPath(effect === 'deny' && end !== -1 ? path.slice(0, end) : path);
}

const isLive = (rule: EgressRule, now: number): boolean =>
  rule.expiresAt === undefined || now < rule.expiresAt;

const matchesPort = (compiled: CompiledRule, port: number): boolean =>
  compiled.ports === undefined || compiled.ports.includes(port);

/** An unknown method or path (an opaque tunnel) matches; `decide` applies this to allow and deny. */
function matchesMethod(rule: EgressRule, method: string | undefined): boolean {
  return rule.methods === undefined || method === undefined || rule.methods.includes(method);
}

function matchesPath(rule: EgressRule, path: RequestPath | undefined): boolean {
  if (rule.paths === undefined || path === undefined) return true;
  // An ambiguous path matches a deny and does not match an allow.
  if (path.ambiguous) return rule.effect === 'deny';
  return rule.paths.some((prefix) => hasPathPrefix(path.path, prefix));
}

const needsContent = (rule: EgressRule): boolean => rule.methods !== undefined || rule.paths !== undefined;

/**
 * Decides. Deny beats allow; without a matching rule the mode decides. For a tunnel that will be intercepted, a deny
 * with methods or paths does not apply yet: each request inside gets its own decision.
 * @param now epoch milliseconds by the clock of the rules' `expiresAt`
 */
export function decide(policy: CompiledPolicy, request: EgressRequest, now: number): Verdict {
  if (policy.mode === 'off') return { allowed: false, reason: 'mode-off' };
  const opaque = request.method === undefined;
  const forHost = policy.rules.filter(
    (compiled) => isLive(compiled.rule, now) && matchesHostPattern(compiled.pattern, request.host),
  );
  let allow: EgressRule | undefined;
  let mismatch: DecisionReason | undefined;
  for (const compiled of forHost) {
    const { rule } = compiled;
    const portFits = matchesPort(compiled, request.port);
    const methodFits = matchesMethod(rule, request.method);
    const matches = portFits && methodFits && matchesPath(rule, request.path);
    if (rule.effect === 'deny') {
      if (matches && !(opaque && needsContent(rule)))
        return { allowed: false, reason: 'denied-by-rule', rule };
    } else if (matches) allow ??= rule;
    else
      mismatch ??= !portFits ? 'port-not-allowed' : !methodFits ? 'method-not-allowed' : 'path-not-allowed';
  }
  if (allow !== undefined) return { allowed: true, reason: 'rule', rule: allow };
  if (policy.mode === 'full') return { allowed: true, reason: 'full-mode' };
  return { allowed: false, reason: mismatch ?? 'no-rule' };
}

/** The secrets that are bound to a host. */
export function bindingsFor(policy: CompiledPolicy, host: string): readonly SecretBinding[] {
  return policy.bindings
    .filter((compiled) => compiled.patterns.some((pattern) => matchesHostPattern(pattern, host)))
    .map((compiled) => compiled.binding);
}

/** Whether a rule says that this host is never intercepted. */
function isOpaque(policy: CompiledPolicy, host: string, port: number, now: number): boolean {
  return policy.rules.some(
    (compiled) =>
      compiled.rule.opaque === true &&
      compiled.rule.effect === 'allow' &&
      !needsContent(compiled.rule) &&
      isLive(compiled.rule, now) &&
      matchesPort(compiled, port) &&
      matchesHostPattern(compiled.pattern, host),
  );
}

/**
 * Whether the host is the app, which speaks plain HTTP. A tunnel to it is read without an authority, as any tunnel with
 * plain HTTP is.
 */
function isApp(policy: CompiledPolicy, host: string, port: number, now: number): boolean {
  return serviceAddress(decide(policy, { host, port }, now)) === APP_SERVICE;
}

/**
 * Whether a tunnel to this host must be intercepted: the host has a credential, or a rule depends on methods or paths; and
 * no rule says that it is never intercepted.
 */
export function needsInterception(policy: CompiledPolicy, host: string, port: number, now: number): boolean {
  if (isOpaque(policy, host, port, now) || isApp(policy, host, port, now)) return false;
  if (bindingsFor(policy, host).length > 0) return true;
  // In mode Full an allow with paths restricts nothing.
  const decisive = policy.mode === 'full' ? 'deny' : undefined;
  return policy.rules.some(
    (compiled) =>
      needsContent(compiled.rule) &&
      (decisive === undefined || compiled.rule.effect === decisive) &&
      isLive(compiled.rule, now) &&
      matchesPort(compiled, port) &&
      matchesHostPattern(compiled.pattern, host),
  );
}

/** Whether a rule for this host and port depends on the method, so that a method override matters. */
export function decidesByMethod(policy: CompiledPolicy, host: string, port: number, now: number): boolean {
  return policy.rules.some(
    (compiled) =>
      compiled.rule.methods !== undefined &&
      (policy.mode !== 'full' || compiled.rule.effect === 'deny') &&
      isLive(compiled.rule, now) &&
      matchesPort(compiled, port) &&
      matchesHostPattern(compiled.pattern, host),
  );
}

/** The host service that an allowed request goes to, or undefined for an ordinary look-up. */
export function serviceAddress(verdict: Verdict): string | undefined {
  return verdict.allowed ? verdict.rule?.service?.address : undefined;
}
