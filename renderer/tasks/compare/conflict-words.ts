import { listed } from '../../../electron/lib/listed.ts';
import { visibleText } from '../../changes/visible-text.ts';
import type { PickConflict } from './picks.ts';

/** Why picked files cannot be applied together, and what to do. */
export function conflictWords({ kind, ids, place }: PickConflict, nameOf: (id: string) => string): string {
  const names = listed(ids.map(nameOf));
  const file = `“${visibleText(place)}”`;
  switch (kind) {
    case 'two-versions':
      return `Conflict: ${names} changed the file differently. Pick it from one of them.`;
    case 'moved':
      return `Conflict: ${names} left ${file} in different places. Pick from one of them only.`;
    case 'in-place-of-folder':
      return `Conflict: ${file} is a file of one of ${names}, and a folder of another. Pick from one of them only.`;
    default:
      return kind satisfies never;
  }
}
