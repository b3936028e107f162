import { readSpec } from '../directory/directory-agent.ts';
import { SPEC_LABEL } from '../objects/labels.ts';
import { isMaskMount } from '../objects/mask-mount.ts';
import { type Check, finding } from './posture-subject.ts';

/** An agent that nothing asks about has its sandbox as the only limit, which a host folder is outside of. */
const acting: Check = ({ inspect }) => {
  if (!readSpec(inspect.Config.Labels?.[SPEC_LABEL])?.actsWithoutAsking) return [];
  const folders = inspect.Mounts.filter((mount) => mount.Type === 'bind' && mount.RW && !isMaskMount(mount));
  return [
    folders.length > 0
      ? finding(
          'weak',
          'acting',
          'Acts without asking in a folder of this machine',
          'Its program is started so that it changes and deletes files there without a question, and no sandbox brings them back.',
        )
      : finding(
          'note',
          'acting',
          'Acts without asking',
          'Its program is started so that it does what it decides without a question: the sandbox is the only limit.',
        ),
  ];
};

export const actingChecks: readonly Check[] = [acting];
