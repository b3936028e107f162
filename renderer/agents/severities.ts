import type { Finding } from '../../electron/contract/isolation.ts';
import { type Icon, IconAlertTriangle, IconCheck, IconInfoCircle } from '../ui/icons.ts';

/** The severities of findings, by shape, word and colour. */
export const severities: Readonly<Record<Finding['severity'], { word: string; icon: Icon; colour: string }>> =
  {
    critical: { word: 'Breaks the sandbox', icon: IconAlertTriangle, colour: 'text-failed' },
    weak: { word: 'Weakens it', icon: IconAlertTriangle, colour: 'text-paused' },
    note: { word: 'Worth knowing', icon: IconInfoCircle, colour: 'text-muted' },
    good: { word: 'Protects', icon: IconCheck, colour: 'text-running' },
  };
