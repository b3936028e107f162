import type { ActivityKind } from '../../electron/contract/activity.ts';
import {
  type Icon,
  IconAlertTriangle,
  IconCircleCheck,
  IconClockPause,
  IconCpu,
  IconDatabase,
  IconMessageQuestion,
  IconPlayerPlay,
  IconTrash,
} from '../ui/icons.ts';

export const activityIcon: Readonly<Record<ActivityKind, Icon>> = {
  waiting: IconMessageQuestion,
  ended: IconCircleCheck,
  failed: IconAlertTriangle,
  'out-of-memory': IconAlertTriangle,
  'process-limit': IconCpu,
  'disk-quota': IconDatabase,
  'space-full': IconDatabase,
  'idle-stopped': IconClockPause,
  started: IconPlayerPlay,
  'not-started': IconAlertTriangle,
  removed: IconTrash,
  unmasked: IconAlertTriangle,
};
