import type { Activity } from '../../contract/activity.ts';
import type { Agent } from '../../contract/agent.ts';

export type ActivityContent = Pick<Activity, 'kind' | 'text' | 'action'>;

/** Returns the activity entry for a change of an agent's state, if any. Pure. */
export function activityFromStatus(before: Agent, after: Agent): ActivityContent | undefined {
  const ran = before.status === 'running' || before.status === 'paused';
  if (ran && (after.status === 'stopped' || after.status === 'failed')) return ending(after);
  const sameRun = before.startedAt === after.startedAt && after.status === 'running';
  const ranOut = ({ troubles }: Agent) => troubles?.includes('out-of-memory') === true;
  if (sameRun && ranOut(after) && !ranOut(before)) return outOfMemory('One of its programs');
  return undefined;
}

function ending({ status, exit }: Agent): ActivityContent {
  if (exit?.oomKilled) return outOfMemory('It');
  const reason = sentence(exit?.reason ?? 'the engine did not say why');
  const [kind, word] = status === 'failed' ? (['failed', 'Failed'] as const) : (['ended', 'Ended'] as const);
  return { kind, text: `${word}: ${reason}`, action: { kind: 'start-agent', label: 'Start again' } };
}

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

function outOfMemory(who: string): ActivityContent {
  return {
    kind: 'out-of-memory',
    text: `${who} ran out of memory and was killed.`,
    action: { kind: 'raise-limit', label: 'Raise the limit' },
  };
}

/** The engine has no event for this; the readers of the agent's stats report it. */
export const processLimitReached: ActivityContent = {
  kind: 'process-limit',
  text: 'It has as many processes as it may: new ones fail.',
  action: { kind: 'raise-limit', label: 'Raise the limit' },
};
