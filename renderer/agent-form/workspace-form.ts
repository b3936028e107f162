import {
  type CopySource,
  DEFAULT_MASKS,
  hostFolder,
  maskSchema,
  type Workspace,
} from '../../electron/contract/agent-spec.ts';
import { assertNever } from '../../electron/lib/assert-never.ts';

/** The workspace's fields as typed; every kind keeps its fields while another kind is selected. */
export interface WorkspaceForm {
  kind: Workspace['kind'];
  folder: {
    path: string;
    readOnly: boolean;
    mirrorPath: boolean;
    /** ".env, config/key.pem" */
    masks: string;
    further: readonly { key: number; path: string; readOnly: boolean }[];
  };
  copy: { from: CopySource['kind']; path: string; respectGitignore: boolean; url: string; ref: string };
}

export const EMPTY_WORKSPACE: WorkspaceForm = {
  kind: 'volume',
  folder: { path: '', readOnly: false, mirrorPath: true, masks: DEFAULT_MASKS.join(', '), further: [] },
  copy: { from: 'folder', path: '', respectGitignore: false, url: '', ref: '' },
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
  const wrong = masks.map((mask) => maskSchema.safeParse(mask)).find((parsed) => !parsed.success);
  const errors = {
    ...(path === '' ? { 'workspace.path': 'Choose the folder that the agent works in.' } : {}),
    ...(wrong?.error ? { 'workspace.masks': wrong.error.issues[0]?.message ?? 'Invalid.' } : {}),
    ...(masks.length > 50 ? { 'workspace.masks': 'At most 50.' } : {}),
  };
  if (Object.keys(errors).length > 0) return { errors };
  const { readOnly, mirrorPath } = form;
  const folders = form.further
    .filter((folder) => folder.path.trim() !== '')
    .map((folder) => ({ path: folder.path.trim(), readOnly: folder.readOnly }));
  return { workspace: hostFolder(path, { readOnly, mirrorPath, masks, folders }) };
}

function copyFrom(form: WorkspaceForm['copy']): ReturnType<typeof workspaceFrom> {
  if (form.from === 'folder') {
    const path = form.path.trim();
    if (path === '') return { errors: { 'workspace.path': 'Choose the folder to copy.' } };
    const source = { kind: 'folder' as const, path, respectGitignore: form.respectGitignore };
    return { workspace: { kind: 'copy', source, notes: [] } };
  }
  const url = form.url.trim();
  if (url === '') return { errors: { 'workspace.url': 'Give the repository’s address.' } };
  const source = { kind: 'repository' as const, url, ref: form.ref.trim() };
  return { workspace: { kind: 'copy', source, notes: [] } };
}

/** Splits typed masks at commas and line breaks; a name may contain spaces. */
export function masksOf(text: string): string[] {
  const masks = text.split(/[,\n]/).map((mask) => mask.trim().replace(/^\.\//, '').replace(/\/+$/, ''));
  return [...new Set(masks.filter((mask) => mask !== ''))];
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
  return size.bytes > LARGE_BYTES || size.files > LARGE_FILES;
}
