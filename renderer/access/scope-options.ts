import type { Scope } from '../../electron/contract/token.ts';

export const SCOPE_OPTIONS: readonly { value: Scope; label: string; description: string }[] = [
  { value: 'read', label: 'Read', description: 'Look at agents and read what they write' },
  { value: 'run', label: 'Run', description: 'Also work inside agents, and start and stop them' },
  { value: 'manage', label: 'Manage', description: 'Also create, change and remove agents' },
];

export const scopeLabel = (scope: Scope) =>
  SCOPE_OPTIONS.find(({ value }) => value === scope)?.label ?? scope;
