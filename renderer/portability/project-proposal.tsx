import { useState } from 'react';
import { agentFileSchema } from '../../electron/contract/files/agent-file.ts';
import { foreignFolder } from '../../electron/contract/files/agent-file-spec.ts';
import { readYaml } from '../../electron/contract/files/read-yaml.ts';
import type { AgentForm } from '../agent-form/form.ts';
import { ProblemList } from '../egress/yaml-dialog.tsx';
import { showFailure } from '../errors/error-steps.ts';
import { useEngineCall } from '../ipc/use-engine-call.ts';
import { useSettled } from '../ipc/use-settled.ts';
import { saveSettings } from '../store/actions.ts';
import { selectPreferences } from '../store/slices/app-slice.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/buttons/button.tsx';
import { Callout } from '../ui/states/callout.tsx';
import { allowancesOf } from './allowances/allowances.ts';
import { formWithFile, missingFor } from './file-form.ts';
import { FileReview } from './file-review.tsx';
import { useFileContext } from './use-file-context.ts';

/**
 * The agent that a project's `bulkhead.yaml` proposes. The form takes nothing from the file before the person has seen
 * the permissions and accepted them. The view marks a file that changed after it was accepted.
 */
export function ProjectProposal({
  folder,
  setForm,
}: {
  folder: string;
  setForm: (update: (form: AgentForm) => AgentForm) => void;
}) {
  const settled = useSettled(folder.trim());
  const { data, error } = useEngineCall('project.read', { path: settled || '/nonexistent' }, settled, 3_000);
  const { projects } = useStore(selectPreferences);
  const context = useFileContext(settled);
  const [usedFingerprint, setUsedFingerprint] = useState<string>();
  if (settled === '') return null;
  if (error)
    return (
      <Callout tone="warning" title="This folder’s bulkhead.yaml is not used">
        {error.message}
      </Callout>
    );
  if (!data) return null;
  const { text, fingerprint } = data;
  const read = readYaml(text, agentFileSchema);
  if (!read.ok) {
    return (
      <Callout live tone="warning" title="This folder’s bulkhead.yaml is not used">
        <ProblemList problems={read.problems} />
      </Callout>
    );
  }
  const foreign = foreignFolder(read.value, settled);
  if (foreign !== undefined) {
    return (
      <Callout tone="warning" title="This folder’s bulkhead.yaml is not used">
        It asks for another folder of yours, {foreign}. A project may only ask for its own.
      </Callout>
    );
  }
  if (usedFingerprint === fingerprint) {
    return (
      <Callout live title="Proposal taken">
        The dialog is filled as this folder’s bulkhead.yaml says. Change what you like.
      </Callout>
    );
  }
  const known = projects[settled];
  const use = () => {
    setForm((form) => formWithFile(form, read.value, context));
    setUsedFingerprint(fingerprint);
    saveSettings({
      preferences: { projects: { ...projects, [settled]: fingerprint } },
    }).catch((thrown: unknown) => showFailure('The choice could not be remembered', thrown));
  };
  return (
    <Callout
      live
      tone={known !== undefined && known !== fingerprint ? 'warning' : 'neutral'}
      title={titleOf(known, fingerprint)}
      action={
        <Button size="sm" onClick={use}>
          Use proposal
        </Button>
      }
    >
      <FileReview allowances={allowancesOf(read.value, settled)} missing={missingFor(read.value, context)} />
    </Callout>
  );
}

function titleOf(known: string | undefined, fingerprint: string): string {
  if (known === undefined) return 'This folder proposes an agent (bulkhead.yaml)';
  return known === fingerprint
    ? 'This folder proposes the agent that you took before (bulkhead.yaml)'
    : 'This folder’s bulkhead.yaml has changed since you took it';
}
