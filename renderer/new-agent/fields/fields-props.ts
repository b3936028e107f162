import type { AgentForm } from '../../agent-form/form.ts';

/** The props of every group of fields: the form, a function that changes it, and the problems by field. */
export interface FieldsProps {
  form: AgentForm;
  change: (change: Partial<AgentForm>) => void;
  errors: Readonly<Record<string, string>>;
}
