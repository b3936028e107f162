import { z } from 'zod';

/**
 * The traffic that may leave an agent's network: nothing, what its rules allow, or everything public that no rule
 * denies.
 */
export const egressModeSchema = z.enum(['off', 'allowlist', 'full']);
export type EgressMode = z.infer<typeof egressModeSchema>;

export const EGRESS_MODE_LABELS: Readonly<Record<EgressMode, string>> = {
  off: 'Off',
  allowlist: 'Allowlist',
  full: 'Full',
};
