import { ABSENT } from '../../../contract/changes.ts';
import { assertNever } from '../../../lib/assert-never.ts';
import { versionOfFile, versionOfLink } from '../version.ts';
import type { HostEntry } from './host-entry.ts';
import type { EntryState } from './journal.ts';

/** The version of the entry at a host path. `object` is git's id of a regular file's content. */
export function hostVersion(entry: HostEntry, object: string | undefined): string {
  switch (entry.kind) {
    case 'absent':
      return ABSENT;
    case 'symlink':
      return versionOfLink(entry.target);
    case 'file':
      return versionOfFile(entry, object ?? '');
    case 'folder':
    case 'other':
      return entry.kind;
  }
}

/** The version of an entry as a journal records it. */
export function versionOfState(state: EntryState): string {
  switch (state.kind) {
    case 'absent':
      return ABSENT;
    case 'symlink':
      return versionOfLink(Buffer.from(state.target, 'base64'));
    case 'file':
      return versionOfFile({ executable: (state.mode & 0o100) !== 0 }, state.object);
    case 'folder':
      return state.kind;
    default:
      return assertNever(state);
  }
}

/** The object id in a version. */
export function objectIn(version: string): string | undefined {
  return version.split(' ')[1];
}
