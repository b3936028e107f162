import { basename } from 'node:path/posix';
import { STAND_IN } from '../../contract/masks.ts';
import { EMPTY_FILE } from './paths.ts';

interface Mount {
  Type: string;
  Source: string;
  Destination: string;
}

/** Whether a mount hides a place of a host folder from an agent, or shows a stand-in there. */
export function isMaskMount(mount: Mount): boolean {
  return mount.Type === 'tmpfs' || mount.Source === EMPTY_FILE || isStandIn(mount);
}

function isStandIn({ Source, Destination }: Mount): boolean {
  return basename(Source) === `${basename(Destination)}${STAND_IN}`;
}
