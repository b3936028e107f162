import type { AttemptState } from '../../electron/contract/task.ts';
import { Badge } from '../ui/badge.tsx';
import { stateLooks } from './attempt-labels.ts';

export function StateBadge({ state }: { state: AttemptState }) {
  const { label, tone, icon } = stateLooks[state];
  return (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  );
}
