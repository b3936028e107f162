import type { AgentForm } from '../agent-form/form.ts';
import type { NewAgentPreset } from '../store/slices/window-slice.ts';

/** The form of the preset's type with the rest of what another view chose for the agent. */
export function formWithPreset(form: AgentForm, preset: NewAgentPreset = {}): AgentForm {
  const { copyOf, start = form.start } = preset;
  if (copyOf === undefined) return { ...form, start };
  const copy = { ...form.workspace.copy, from: 'folder' as const, path: copyOf };
  return { ...form, start, workspace: { ...form.workspace, kind: 'copy', copy } };
}
