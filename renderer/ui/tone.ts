/** The meaning of a message, badge or bar. An icon or word also shows it, never colour alone. */
export type Tone = 'neutral' | 'accent' | 'success' | 'warning' | 'danger';

/** Text colour of each tone. */
export const toneText: Record<Tone, string> = {
  neutral: 'text-muted',
  accent: 'text-accent',
  success: 'text-running',
  warning: 'text-paused',
  danger: 'text-failed',
};

/** Quiet background of each tone, for text in `toneText` or `text-fg`. */
export const toneSoft: Record<Tone, string> = {
  neutral: 'bg-hover',
  accent: 'bg-accent-soft',
  success: 'bg-running-soft',
  warning: 'bg-paused-soft',
  danger: 'bg-failed-soft',
};
