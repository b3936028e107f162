import { type Dispatch, type SetStateAction, useEffect, useState } from 'react';
import { BASIC_TYPES } from '../../electron/contract/basic-types.ts';
import type { EngineFacts } from '../../electron/contract/engine.ts';
import type { AgentFile } from '../../electron/contract/files/agent-file.ts';
import { secretsOfFile } from '../../electron/contract/files/agent-file-spec.ts';
import type { RememberedAgent } from '../../electron/contract/new-agent-memory.ts';
import type { ListedSecret } from '../../electron/contract/secrets.ts';
import { type AgentForm, initialForm } from '../agent-form/form.ts';
import { usableType } from '../agents/agent-type.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { formWithFile } from '../portability/file-form.ts';
import { useSecrets } from '../secrets/use-secrets.ts';
import { selectSettings } from '../store/slices/app-slice.ts';
import { selectEngineFacts } from '../store/slices/engine-slice.ts';
import type { NewAgentPreset } from '../store/slices/window-slice.ts';
import { useStore } from '../store/store.ts';
import { type RecentProject, recall } from './memory/remembered.ts';
import { withRemembered } from './memory/remembered-form.ts';
import { formWithPreset } from './preset-form.ts';

interface Start {
  file?: AgentFile | undefined;
  folder?: string | undefined;
  preset?: NewAgentPreset | undefined;
}

/** The form's state. The proposed name arrives later and never overwrites typed text. */
export function useNewAgentForm(start: Start = {}) {
  const facts = useStore(selectEngineFacts);
  const memory = useStore(selectSettings).newAgents;
  const [form, setForm] = useState<AgentForm>(() => startingForm(start, facts));
  /** The project whose last choices fill the form; empty: none. */
  const [recalled, setRecalled] = useState(() => (start.file ? '' : recalledIn(form, memory)));
  const secrets = useSecrets()?.secrets;
  useFileCredentials(start.file, secrets, setForm);
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

  /** Fills the form for the type and the project, as the last agent of both was made. */
  const fill = (current: AgentForm, typeId: string, project: string) => {
    const type = usableType(useStore.getState().agentTypes, typeId);
    if (!type) return;
    const remembered = recall(memory, typeId, project);
    setForm(withRemembered(current, type, remembered, facts));
    setRecalled(remembered?.choices ? project : '');
  };
  const project = projectIn(form);
  return {
    form,
    setForm,
    change,
    /** The person's secrets; undefined until they are known. */
    secrets,
    /** The project whose last choices fill the form, while the form is for that project. */
    recalled: recalled === project ? recalled : '',
    /** Whether there are choices for the project that do not fill the form. */
    canRecall: project !== '' && recalled !== project && recall(memory, form.type, project) !== undefined,
    recall: () => fill(form, form.type, project),
    chooseType: (typeId: string) => fill(form, typeId, project),
    chooseProject: (recent: RecentProject) => fill(form, recent.type, recent.project),
    chooseSecret: (secretId: string) =>
      setForm((current) => ({
        ...current,
        secrets: [...current.secrets, { secretId, delivery: 'gateway' }],
        secretsTouched: true,
      })),
    restoreDefaults: () => {
      const type = usableType(useStore.getState().agentTypes, form.type);
      if (!type) return;
      const plain = initialForm(form.name, facts, type);
      setForm({ ...plain, purpose: form.purpose, tags: form.tags, workspace: form.workspace });
      setRecalled('');
    },
  };
}

/** The project of the form as it is typed; empty without one. */
export function projectIn({ workspace: { kind, folder, copy } }: AgentForm): string {
  if (kind === 'host-folder') return folder.path.trim();
  if (kind === 'volume') return '';
  return (copy.from === 'folder' ? copy.path : copy.url).trim();
}

function recalledIn(form: AgentForm, memory: readonly RememberedAgent[]): string {
  const project = projectIn(form);
  return recall(memory, form.type, project)?.choices ? project : '';
}

/** With the chosen type or that of the last agent, and the last choices for the folder. */
export function startingForm({ file, folder, preset }: Start, facts: EngineFacts | undefined): AgentForm {
  const { agentTypes, settings } = useStore.getState();
  const plain = initialForm('', facts);
  if (file) return formWithFile(plain, file, { types: agentTypes, secrets: [], facts });
  const memory = settings.newAgents;
  const last = memory.find((entry) => folder === undefined || entry.project === folder) ?? memory[0];
  const type = usableType(agentTypes, preset?.type ?? last?.type ?? plain.type) ?? BASIC_TYPES.shell;
  const remembered = recall(memory, type.id, folder ?? preset?.copyOf ?? '');
  const form = formWithPreset(withRemembered(plain, type, remembered, facts), preset);
  if (folder === undefined || projectIn(form) === folder) return form;
  const { workspace } = form;
  return {
    ...form,
    workspace: { ...workspace, kind: 'host-folder', folder: { ...workspace.folder, path: folder } },
  };
}

/** Fills in the credentials that a file names, once the person's secrets are loaded. */
function useFileCredentials(
  file: AgentFile | undefined,
  secrets: readonly ListedSecret[] | undefined,
  setForm: Dispatch<SetStateAction<AgentForm>>,
): void {
  useEffect(() => {
    if (file && secrets)
      setForm((form) => ({ ...form, secrets: secretsOfFile(file, secrets), secretsTouched: true }));
  }, [file, secrets, setForm]);
}
