import type { AgentLife } from '../../electron/contract/agent-life.ts';
import { agentLifeSchema } from '../../electron/contract/agent-life.ts';
import { parseNumber } from '../ui/fields/step-number.ts';

/** An agent's life as typed. Text stays text until it is checked, so that invalid input is shown and never lost. */
export type LifeForm = Omit<AgentLife, 'idleStopMinutes'> & { idleStopMinutes: string };

export function lifeFormOf(life: AgentLife): LifeForm {
  return { ...life, idleStopMinutes: life.idleStopMinutes === null ? '' : String(life.idleStopMinutes) };
}

/** The typed life, or the problem of its minutes. An empty field means never. */
export function lifeFrom(form: LifeForm): { life: AgentLife } | { problem: string } {
  const text = form.idleStopMinutes.trim();
  const parsed = agentLifeSchema.safeParse({
    ...form,
    idleStopMinutes: text === '' ? null : (parseNumber(text) ?? Number.NaN),
  });
  if (parsed.success) return { life: parsed.data };
  const issue = parsed.error.issues[0];
  return {
    problem:
      issue?.code === 'invalid_type' ? 'Whole minutes, for example 30.' : (issue?.message ?? 'Invalid.'),
  };
}
