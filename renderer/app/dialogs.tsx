import { assertNever } from '../../electron/lib/assert-never.ts';
import { TokenDialog } from '../access/token-dialog.tsx';
import { DuplicateDialog, RenameDialog } from '../agents/actions/name-dialog.tsx';
import { RemoveDialog } from '../agents/actions/remove-dialog.tsx';
import { AddToSetDialog } from '../ask/add-to-set-dialog.tsx';
import { DiskDialog } from '../disk/disk-dialog.tsx';
import { SetDialog } from '../egress-sets/set-dialog.tsx';
import { SetsYamlDialog } from '../egress-sets/sets-yaml-dialog.tsx';
import { ChooseSocketDialog } from '../engine/choose-socket-dialog.tsx';
import { ImagesDialog } from '../images/images-dialog.tsx';
import { LockDialog } from '../learn/lock-dialog.tsx';
import { QuitDialog } from '../life/quit-dialog.tsx';
import { NewAgentDialog } from '../new-agent/new-agent-dialog.tsx';
import { ExportDialog } from '../portability/export-dialog.tsx';
import { ImportDialog } from '../portability/import-dialog.tsx';
import { SecretDialog } from '../secrets/secret-dialog.tsx';
import { SignInDialog } from '../secrets/sign-in-dialog.tsx';
import { LauncherDialog } from '../settings/launcher-dialog.tsx';
import { SettingsDialog } from '../settings/settings-dialog.tsx';
import { SnapshotsDialog } from '../snapshots/snapshots-dialog.tsx';
import { selectDialog } from '../store/slices/window-slice.ts';
import { useStore } from '../store/store.ts';
import { NewTaskDialog } from '../tasks/new-task-dialog.tsx';

/** The dialog above the window, as the store selects it. */
export function Dialogs() {
  const dialog = useStore(selectDialog);
  if (dialog === null) return null;
  switch (dialog.kind) {
    case 'new-agent':
      return <NewAgentDialog file={dialog.file} folder={dialog.folder} preset={dialog.preset} />;
    case 'new-task':
      return <NewTaskDialog />;
    case 'import-agent':
      return <ImportDialog />;
    case 'export-agent':
      return <ExportDialog agentId={dialog.agentId} />;
    case 'remove':
      return <RemoveDialog agentIds={dialog.agentIds} />;
    case 'rename':
      return <RenameDialog agentId={dialog.agentId} />;
    case 'duplicate':
      return <DuplicateDialog agentId={dialog.agentId} />;
    case 'choose-socket':
      return <ChooseSocketDialog />;
    case 'egress-set':
      return <SetDialog id={dialog.id} />;
    case 'egress-sets-yaml':
      return <SetsYamlDialog />;
    case 'add-to-set':
      return <AddToSetDialog agentId={dialog.agentId} blocked={dialog.blocked} />;
    case 'lock-egress':
      return <LockDialog agentId={dialog.agentId} />;
    case 'images':
      return <ImagesDialog />;
    case 'disk':
      return <DiskDialog />;
    case 'launcher':
      return <LauncherDialog fromSettings={dialog.fromSettings} />;
    case 'snapshots':
      return <SnapshotsDialog agentId={dialog.agentId} />;
    case 'settings':
      return <SettingsDialog section={dialog.section} />;
    case 'quit':
      return <QuitDialog agents={dialog.agents} tray={dialog.tray} />;
    case 'secret':
      return <SecretDialog secret={dialog.secret} />;
    case 'sign-in':
      return <SignInDialog name={dialog.name} use={dialog.use} />;
    case 'token':
      return <TokenDialog />;
    default:
      return assertNever(dialog);
  }
}
