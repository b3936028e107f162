import type { AgentSpec } from '../../contract/agent-spec.ts';

/**
 * Serialises the spec for its label. Omits environment values, because anyone who may inspect labels can read them, and
 * hosts that are allowed for a limited time, because their rule ends before the container.
 */
export function specForLabel(spec: AgentSpec): string {
  const { learning: _learning, ...lasting } = spec.egress;
  const egress = { ...lasting, temporary: [] };
  return JSON.stringify({ ...spec, egress, env: spec.env.map(({ name }) => ({ name, value: '' })) });
}

/** Adds to the spec the values of its variables in the container's environment. */
export function withValues(spec: AgentSpec, environment: readonly string[]): AgentSpec {
  const values = new Map(environment.map((line) => splitEnvironment(line)));
  return { ...spec, env: spec.env.map(({ name }) => ({ name, value: values.get(name) ?? '' })) };
}

export function splitEnvironment(line: string): [name: string, value: string] {
  const at = line.indexOf('=');
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
}
