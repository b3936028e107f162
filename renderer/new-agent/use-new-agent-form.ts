import { type Dispatch, type SetStateAction, useEffect, useState } from 'react';
import type { EngineFacts } from '../../electron/contract/engine.ts';
import type { AgentFile } from '../../electron/contract/files/agent-file.ts';
import { secretsOfFile } from '../../electron/contract/files/agent-file-spec.ts';
import { type AgentForm, initialForm } from '../agent-form/form.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { formWithFile } from '../portability/file-form.ts';
import { useSecrets } from '../secrets/use-secrets.ts';
import { selectEngineFacts } from '../store/slices/engine-slice.ts';
import { useStore } from '../store/store.ts';

/** The form's state. The proposed name arrives later and never overwrites typed text. */
export function useNewAgentForm(start: { file?: AgentFile | undefined; folder?: string | undefined } = {}) {
  const facts = useStore(selectEngineFacts);
  const [form, setForm] = useState<AgentForm>(() => startingForm(initialForm('', facts), start, facts));
  useFileCredentials(start.file, setForm);
  const change = (part: Partial<AgentForm>) => setForm((current) => ({ ...current, ...part }));

  useEffect(() => {
    let mounted = true;
    callEngine('agent.propose-name', {}).then(
      ({ name }) => {
        if (mounted) setForm((current) => (current.name === '' ? { ...current, name } : current));
      },
      // Without a proposal the field stays empty: the person types a name.
      () => undefined,
    );
    return () => {
      mounted = false;
    };
  }, []);

  return { form, setForm, change };
}

function startingForm(
  form: AgentForm,
  { file, folder }: { file?: AgentFile | undefined; folder?: string | undefined },
  facts: EngineFacts | undefined,
): AgentForm {
  if (file) return formWithFile(form, file, { types: useStore.getState().agentTypes, secrets: [], facts });
  if (folder === undefined) return form;
  const { workspace } = form;
  return {
    ...form,
    workspace: { ...workspace, kind: 'host-folder', folder: { ...workspace.folder, path: folder } },
  };
}

/** Fills in the credentials that a file names, once the person's secrets are loaded. */
function useFileCredentials(file: AgentFile | undefined, setForm: Dispatch<SetStateAction<AgentForm>>): void {
  const secrets = useSecrets()?.secrets;
  useEffect(() => {
    if (file && secrets)
      setForm((form) => ({ ...form, secrets: secretsOfFile(file, secrets), secretsTouched: true }));
  }, [file, secrets, setForm]);
}
