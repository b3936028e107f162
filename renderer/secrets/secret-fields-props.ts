import type { SecretForm } from './secret-form.ts';

/** The props of every group of fields. */
export interface SecretFieldsProps {
  form: SecretForm;
  change: (part: Partial<SecretForm>) => void;
  errors: Readonly<Record<string, string>>;
}
