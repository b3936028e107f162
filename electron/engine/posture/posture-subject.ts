import type { EngineFacts } from '../../contract/engine.ts';
import type { Finding, Posture } from '../../contract/isolation.ts';
import type { ContainerInspect, NetworkInspect } from '../docker/api.ts';

/** Everything that a posture is judged by: what the engine reports, never what was asked for. */
export interface PostureSubject {
  inspect: ContainerInspect;
  /** The networks that the container is on. */
  networks: readonly NetworkInspect[];
  facts: EngineFacts;
  tier: Posture['tier'];
}

/** One aspect of a sandbox: what is good, weak or broken about it. Pure. */
export type Check = (subject: PostureSubject) => Finding[];

export function finding(severity: Finding['severity'], id: string, title: string, detail: string): Finding {
  return { id, severity, title, detail };
}

/** "a", "a and b", "a, b and c" */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}
