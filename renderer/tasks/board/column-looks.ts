import { type Icon, IconBell } from '../../ui/icons.ts';
import { type Tone, toneText } from '../../ui/tone.ts';
import { stateLooks } from '../attempt-labels.ts';
import type { Column } from './columns.ts';

export const columnLooks: Record<Column, { label: string; tone: Tone; icon: Icon }> = {
  'needs-you': { label: 'Needs you', tone: 'warning', icon: IconBell },
  ...stateLooks,
};

export const columnColour = (column: Column): string => toneText[columnLooks[column].tone];
