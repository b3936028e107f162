import type { SecretForm } from './secret-form.ts';

/** What the groups of fields get. */
export interface SecretFieldsProps {
  form: SecretForm;
  change: (part: Partial<SecretForm>) => void;
  errors: Readonly<Record<string, string>>;
}
