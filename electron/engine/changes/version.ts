import { pathToBytes } from '../../contract/change-path.ts';
import { ABSENT, type FileChange } from '../../contract/changes.ts';
import { blobId } from './blob-id.ts';

/** The version of a regular file, whose object id was worked out from the bytes at hand. */
export function versionOfFile({ executable }: Pick<FileChange, 'executable'>, object: string): string {
  return `${executable ? '100755' : '100644'} ${object}`;
}

/** The version of a symlink with that target, whose bytes are its content. */
export function versionOfLink(target: Uint8Array): string {
  return `120000 ${blobId(target)}`;
}

/** What is known of a changed entry, enough to say its version. */
export interface VersionSubject extends Pick<FileChange, 'status' | 'kind' | 'executable' | 'target'> {
  /** Of a regular file; empty when it was too large to be read for a list. */
  object?: string | undefined;
  /** Its size and times, which stand for the id then. */
  stamp?: string | undefined;
}

/** Undefined for what is never applied. */
export function versionOf(subject: VersionSubject): string | undefined {
  const { status, kind, target, object, stamp } = subject;
  if (kind !== 'file' && kind !== 'symlink') return undefined;
  if (status === 'deleted') return ABSENT;
  if (kind === 'symlink') return versionOfLink(pathToBytes(target ?? ''));
  if (object) return versionOfFile(subject, object);
  return stamp === undefined ? undefined : versionOfFile(subject, `stat:${stamp}`);
}
