import { SPEC_LABEL } from '../objects/labels.ts';
import { isMaskMount } from '../objects/mask-mount.ts';
import { type Check, finding } from './posture-subject.ts';

/** Whether the label of the spec says that the agent acts without asking. Other people's containers have none. */
function actsWithoutAsking(label: string | undefined): boolean {
  try {
    const spec: unknown = JSON.parse(label ?? '');
    return (
      typeof spec === 'object' &&
      spec !== null &&
      'actsWithoutAsking' in spec &&
      spec.actsWithoutAsking === true
    );
  } catch {
    return false;
  }
}

/** An agent that nothing asks about has its sandbox as the only limit, which a host folder is outside of. */
const acting: Check = ({ inspect }) => {
  if (!actsWithoutAsking(inspect.Config.Labels?.[SPEC_LABEL])) return [];
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
