import { EDITORS, type Editor, sshHostOf } from '../../electron/contract/editors.ts';
import { changeEgress } from '../egress/use-egress.ts';
import { showFailure } from '../errors/error-steps.ts';
import { callShell } from '../ipc/shell.ts';
import { useStore } from '../store/store.ts';
import { showToast } from '../ui/overlays/toasts.tsx';
import { egressOffer } from './egress-offer.ts';

/** Opens the agent's workspace in an editor, and offers what the editor's server needs from the internet. */
export function openEditor(agentId: string, editor: Editor): void {
  const agent = useStore.getState().agentsById[agentId];
  if (!agent) return;
  const { name } = EDITORS[editor];
  callShell('editor.open', { editor, agentName: agent.name }).then(
    ({ opened }) => {
      if (opened) offerEgress(agentId, editor);
    },
    (thrown: unknown) => showFailure(`${name} could not be opened`, thrown),
  );
}

/** Copies the command that opens a shell in the agent, and sets SSH up the first time. */
export function copySshCommand(agentId: string): void {
  const agent = useStore.getState().agentsById[agentId];
  if (!agent) return;
  const command = `ssh ${sshHostOf(agent.name)}`;
  callShell('clipboard.write', { text: command })
    .then(() => {
      showToast({ tone: 'success', title: `Copied “${command}”` });
      return callShell('ssh.set-up', {});
    })
    .catch((thrown: unknown) => showFailure('SSH to agents is not set up', thrown));
}

function offerEgress(agentId: string, editor: Editor): void {
  const wanted = useStore.getState().egressById[agentId]?.wanted;
  const offer = wanted && egressOffer(editor, wanted);
  if (!offer) return;
  const { egressSet, description, canAllow } = offer;
  const allow = () => {
    changeEgress(agentId, { type: 'change-sets', add: [egressSet], remove: [] }).catch((thrown: unknown) =>
      showFailure('The set could not be added', thrown, { agentId, retry: allow }),
    );
  };
  showToast({
    tone: 'neutral',
    title: `${EDITORS[editor].name} installs its server in the agent`,
    description,
    action: canAllow ? { label: 'Allow it', onSelect: allow } : undefined,
  });
}
