import type { AgentForm } from '../../agent-form/form.ts';

/** What every group of fields gets: the form, a way to change it, and the problems by field. */
export interface FieldsProps {
  form: AgentForm;
  change: (change: Partial<AgentForm>) => void;
  errors: Readonly<Record<string, string>>;
}
