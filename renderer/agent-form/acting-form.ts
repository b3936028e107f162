import { actingByDefault } from '../../electron/contract/acting.ts';
import type { WorkspaceForm } from './workspace-form.ts';

/** A person's choice, which counts while the workspace's default is the one that it was made against. */
export interface ActingChoice {
  acts: boolean;
  against: boolean;
}

export interface ActingForm {
  workspace: WorkspaceForm;
  acting: ActingChoice | undefined;
}

/** Whether the agent of the form acts without asking, what it would do without a choice, and why. */
export function actingOf({ workspace, acting }: ActingForm): {
  acts: boolean;
  byDefault: boolean;
  reason: string;
} {
  const { kind, folder } = workspace;
  const folders = folder.further.filter(({ path }) => path.trim() !== '');
  const { acts: byDefault, reason } = actingByDefault(
    kind === 'host-folder' ? { kind, readOnly: folder.readOnly, folders } : { kind },
  );
  return { acts: acting?.against === byDefault ? acting.acts : byDefault, byDefault, reason };
}
