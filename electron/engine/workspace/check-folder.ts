import { isAbsolute } from 'node:path';
import { type AppErrorType, AppFailure, type ErrorAction } from '../../contract/error.ts';
import { accessOf, type FolderFacts } from './folder-access.ts';
import { type FolderVerdict, judgeFolder } from './judge-folder.ts';

export const FOLDER_FIELD = 'workspace.path';

export interface FolderQuestion {
  path: string;
  readOnly: boolean;
  /** Whether the person accepted the risk that a confirmation names. */
  confirmed: boolean;
  /** The agent's user as the host sees it; undefined where uids are mapped (Docker Desktop) and have no meaning. */
  user: { uid: number; gid: number } | undefined;
  /** The uid of this process, whose access can be tested exactly. */
  ownUid: number | undefined;
  home: string;
  engineSockets: readonly string[];
}

const choose: ErrorAction = { kind: 'choose-folder', label: 'Choose another folder' };

/**
 * Throws the problem of a host folder as a workspace; returns the confirmed risk, if any. Pure; `facts` comes from
 * `readFolder`.
 */
export function checkFolder(question: FolderQuestion, facts: FolderFacts): string | undefined {
  const { path } = question;
  if (!isAbsolute(path)) refuse('invalid-input', 'Give the folder’s full path.');
  const verdict = stricter(judgeFolder(path, question), judgeFolder(facts.realPath, question));
  if (verdict.kind === 'refused') {
    refuse('workspace-refused', `An agent may not have ${path}. ${verdict.reason}`);
  }
  if (facts.kind === 'missing') refuse('invalid-input', `There is no folder ${path} on this machine.`);
  if (facts.kind === 'socket') {
    refuse('workspace-refused', `${path} is a socket: an agent could control the program behind it.`);
  }
  if (facts.kind === 'file') refuse('invalid-input', `${path} is a file. A workspace is a folder.`);
  if (facts.kind === 'unreachable' || !facts.ownAccess.read) {
    refuse(
      'workspace-unwritable',
      `You may not read ${path}. Change its permissions, or take another folder.`,
    );
  }
  checkAccess(question, facts);
  if (verdict.kind === 'confirm' && !question.confirmed) {
    throw new AppFailure({
      type: 'workspace-refused',
      message: `Really give the agent ${path}? ${verdict.reason}`,
      field: FOLDER_FIELD,
      actions: [{ kind: 'confirm', label: 'Use it anyway' }, choose],
    });
  }
  return verdict.kind === 'confirm' ? verdict.reason : undefined;
}

function checkAccess({ path, readOnly, user, ownUid }: FolderQuestion, facts: FolderFacts): void {
  const allowed = user && user.uid !== ownUid ? accessOf(facts, user) : facts.ownAccess;
  const who = user && user.uid !== ownUid ? `The agent’s user (uid ${user.uid})` : 'You';
  if (!allowed.read) {
    refuse(
      'workspace-unwritable',
      `${who} may not read ${path}. Change its permissions, or take another folder.`,
    );
  }
  if (!allowed.write && !readOnly) {
    refuse(
      'workspace-unwritable',
      `${who} may not write to ${path}. Change its permissions, mount it read-only, or take another folder.`,
    );
  }
}

function stricter(a: FolderVerdict, b: FolderVerdict): FolderVerdict {
  const rank = { fine: 0, confirm: 1, refused: 2 };
  return rank[b.kind] > rank[a.kind] ? b : a;
}

function refuse(type: AppErrorType, message: string): never {
  throw new AppFailure({ type, message, field: FOLDER_FIELD, actions: [choose] });
}
