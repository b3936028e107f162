import { Badge } from '../../ui/badge.tsx';
import { IconTopologyStar } from '../../ui/icons.ts';

/** The group of an agent; nothing for an agent that reaches no other. */
export function GroupBadge({ group, className }: { group: string | null | undefined; className?: string }) {
  if (!group) return null;
  return (
    <Badge icon={IconTopologyStar} className={className}>
      <span title={`In the group “${group}”: its agents reach each other directly`}>
        <span className="sr-only">Group </span>
        {group}
      </span>
    </Badge>
  );
}
