import type { Groups, Member } from '../networks/groups.ts';
import type { Step } from '../operations/run-steps.ts';

/** The step that connects a new container to its group before the start; none for an agent without a group. */
export function groupStep(
  groups: Pick<Groups, 'join' | 'leave'>,
  group: string | null,
  member: () => Member,
): Step[] {
  if (group === null) return [];
  return [
    {
      id: 'group',
      label: `Join the group “${group}”`,
      after: ['container'],
      run: ({ signal }) => groups.join(group, member(), signal),
      undo: () => groups.leave(member().containerId),
    },
  ];
}
