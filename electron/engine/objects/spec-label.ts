import type { AgentSpec } from '../../contract/agent-spec.ts';

/**
 * The spec as it is stored on the container: anybody who may inspect labels can read it, so no environment value; and
 * nothing that is over before the container is, so no host that is allowed for a while.
 */
export function specForLabel(spec: AgentSpec): string {
  const { learning: _learning, ...lasting } = spec.egress;
  const egress = { ...lasting, temporary: [] };
  return JSON.stringify({ ...spec, egress, env: spec.env.map(({ name }) => ({ name, value: '' })) });
}

/** The spec with the values that the container's environment has for its names. */
export function withValues(spec: AgentSpec, environment: readonly string[]): AgentSpec {
  const values = new Map(environment.map((line) => splitEnvironment(line)));
  return { ...spec, env: spec.env.map(({ name }) => ({ name, value: values.get(name) ?? '' })) };
}

export function splitEnvironment(line: string): [name: string, value: string] {
  const at = line.indexOf('=');
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
}
