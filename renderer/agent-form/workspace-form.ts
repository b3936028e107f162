import {
  type CopySource,
  hostFolder,
  privateCopy,
  type Workspace,
} from '../../electron/contract/agent-spec.ts';
import { DEFAULT_MASKS, masksSchema } from '../../electron/contract/masks.ts';
import { assertNever } from '../../electron/lib/assert-never.ts';

/** What is hidden from the agent, as typed and switched. */
export interface HiddenForm {
  /** ".env*, config/key.pem, !.env.example" */
  masks: string;
  standIns: readonly string[];
}

/** The workspace's fields as typed; every kind keeps its fields while another kind is selected. */
export interface WorkspaceForm {
  kind: Workspace['kind'];
  folder: {
    path: string;
    readOnly: boolean;
    mirrorPath: boolean;
    further: readonly { key: number; path: string; readOnly: boolean }[];
  } & HiddenForm;
  copy: {
    from: CopySource['kind'];
    path: string;
    respectGitignore: boolean;
    url: string;
    ref: string;
  } & HiddenForm;
}

const HIDDEN: HiddenForm = { masks: DEFAULT_MASKS.join(', '), standIns: [] };

export const EMPTY_WORKSPACE: WorkspaceForm = {
  kind: 'volume',
  folder: { path: '', readOnly: false, mirrorPath: true, ...HIDDEN, further: [] },
  copy: { from: 'folder', path: '', respectGitignore: false, url: '', ref: '', ...HIDDEN },
};

/** A workspace for the spec, or the problems by field. */
export function workspaceFrom(
  form: WorkspaceForm,
): { workspace: Workspace } | { errors: Record<string, string> } {
  switch (form.kind) {
    case 'volume':
      return { workspace: { kind: 'volume' } };
    case 'host-folder':
      return folderFrom(form.folder);
    case 'copy':
      return copyFrom(form.copy);
    default:
      return assertNever(form.kind);
  }
}

function folderFrom(form: WorkspaceForm['folder']): ReturnType<typeof workspaceFrom> {
  const path = form.path.trim();
  const masks = masksOf(form.masks);
  const errors = {
    ...(path === '' ? { 'workspace.path': 'Choose the folder that the agent works in.' } : {}),
    ...maskErrors(masks),
  };
  if (Object.keys(errors).length > 0) return { errors };
  const standIns = [...form.standIns];
  const { readOnly, mirrorPath } = form;
  const folders = form.further
    .filter((folder) => folder.path.trim() !== '')
    .map((folder) => ({ path: folder.path.trim(), readOnly: folder.readOnly }));
  return { workspace: hostFolder(path, { readOnly, mirrorPath, masks, standIns, folders }) };
}

function copyFrom(form: WorkspaceForm['copy']): ReturnType<typeof workspaceFrom> {
  if (form.from === 'folder') {
    const path = form.path.trim();
    const masks = masksOf(form.masks);
    const errors = {
      ...(path === '' ? { 'workspace.path': 'Choose the folder to copy.' } : {}),
      ...maskErrors(masks),
    };
    if (Object.keys(errors).length > 0) return { errors };
    const source = { kind: 'folder' as const, path, respectGitignore: form.respectGitignore };
    return { workspace: privateCopy(source, { masks, standIns: [...form.standIns] }) };
  }
  const url = form.url.trim();
  if (url === '') return { errors: { 'workspace.url': 'Give the repository’s address.' } };
  const source = { kind: 'repository' as const, url, ref: form.ref.trim() };
  return { workspace: privateCopy(source) };
}

function maskErrors(masks: readonly string[]): Record<string, string> {
  const problem = masksSchema.safeParse(masks).error?.issues[0]?.message;
  return problem === undefined ? {} : { 'workspace.masks': problem };
}

/** Splits typed masks at commas and line breaks; a name may contain spaces. */
export function masksOf(text: string): string[] {
  const masks = text.split(/[,\n]/).map((mask) => mask.trim().replace(/^\.\//, '').replace(/\/+$/, ''));
  return [...new Set(masks.filter((mask) => mask !== ''))];
}

/** The masks with which a place is hidden, or shown although others hide it. */
export function masksWith(text: string, path: string, hidden: boolean): string {
  const others = masksOf(text).filter((mask) => mask !== `!${path}`);
  return [...others, ...(hidden ? [] : [`!${path}`])].join(', ');
}

/** Describes the workspace as part of a sentence. */
export function workspaceWords(form: WorkspaceForm): string {
  switch (form.kind) {
    case 'volume':
      return 'a new volume';
    case 'host-folder':
      return form.folder.readOnly ? 'your folder, read-only' : 'your folder, which it can change';
    case 'copy':
      return 'a copy of its own; yours stays as it is';
    default:
      return assertNever(form.kind);
  }
}

/** Above either value the form warns, because copying takes minutes and much disk space. */
const LARGE_BYTES = 2 * 2 ** 30;
const LARGE_FILES = 50_000;

export function isLargeCopy(size: { files: number; bytes: number }): boolean {
  return size.bytes > LARGE_BYTES || size.files >= LARGE_FILES;
}

/** What a copy and its baseline take on a plain machine, measured with small files and with large ones. */
const FILES_PER_SECOND = 3_000;
const BYTES_PER_SECOND = 60 * 2 ** 20;

/** How long a copy takes, roughly: "about 20 seconds". */
export function copyDuration({ files, bytes }: { files: number; bytes: number }): string {
  const seconds = files / FILES_PER_SECOND + bytes / BYTES_PER_SECOND;
  if (seconds < 5) return 'a few seconds';
  if (seconds < 90) return `about ${Math.ceil(seconds / 10) * 10} seconds`;
  return `about ${Math.ceil(seconds / 60)} minutes`;
}
