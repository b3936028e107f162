import type { Operation } from '../../electron/contract/operation.ts';
import type { Task } from '../../electron/contract/task.ts';
import { isActive } from './operation-view.ts';

/** What a person is told of the creation of a task's agents. */
export interface CreationNews {
  /** All creations that it is about. */
  ids: readonly string[];
  failed: readonly Operation[];
  title: string;
}

/** The task that the created agent works on. */
export function taskOfCreation(
  { kind, agentId }: Operation,
  tasks: readonly Task[] | null,
): Task | undefined {
  if (kind !== 'create' || agentId === undefined) return undefined;
  return tasks?.find(({ attempts }) => attempts.some((attempt) => attempt.agentId === agentId));
}

/**
 * What to tell when a creation for the task has ended: once for all of its agents, with the last of them. `told` holds the
 * creations that a person knows of. Undefined: nothing. Pure.
 */
export function creationNews(
  { title, attempts }: Task,
  operations: readonly Operation[],
  told: ReadonlySet<string>,
): CreationNews | undefined {
  const agents = new Set(attempts.map(({ agentId }) => agentId));
  const creations = operations.filter(
    ({ kind, agentId }) => kind === 'create' && agentId !== undefined && agents.has(agentId),
  );
  if (creations.some(isActive)) return undefined;
  const failed = creations.filter(({ id, status }) => status === 'failed' && !told.has(id));
  const ids = creations.map(({ id }) => id);
  // Agents that are created later, when others have ended, are no news.
  const isFirst = !creations.some(({ id }) => told.has(id));
  if (failed.length > 0) return { ids, failed, title: failureTitle(failed, title) };
  const done = creations.filter(({ status }) => status === 'done').length;
  if (!isFirst || done === 0) return undefined;
  return { ids, failed, title: `Created ${done === 1 ? 'an agent' : `${done} agents`} for “${title}”` };
}

function failureTitle(failed: readonly Operation[], title: string): string {
  const [only] = failed;
  return only && failed.length === 1
    ? `Failed: ${only.title}`
    : `${failed.length} agents for “${title}” could not be created`;
}
