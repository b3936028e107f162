import { Toaster as Sonner, toast } from 'sonner';
import type { Tone } from '../tone.ts';

export type ToastMessage = {
  tone: Extract<Tone, 'neutral' | 'success' | 'warning' | 'danger'>;
  title: string;
  description?: string | undefined;
  /** The next step, as a button. */
  action?: { label: string; onSelect: () => void } | undefined;
};

/** The height of what lies between a view and the bar at the bottom, and must not be covered; unset without it. */
const STRIP_HEIGHT = '--strip-height';

const strips = new Set<HTMLElement>();

/** A ref for an element with buttons above the bar at the bottom: toasts appear above all of these. */
export function keepClearOfToasts(strip: HTMLElement): () => void {
  strips.add(strip);
  const heights = new ResizeObserver(makeRoom);
  heights.observe(strip);
  return () => {
    heights.disconnect();
    strips.delete(strip);
    makeRoom();
  };
}

function makeRoom(): void {
  const root = document.documentElement.style;
  const heightPx = [...strips].reduce((sum, strip) => sum + strip.offsetHeight, 0);
  if (heightPx === 0) root.removeProperty(STRIP_HEIGHT);
  else root.setProperty(STRIP_HEIGHT, `${heightPx}px`);
}

/** The time to read two lines; an error stays until it is dismissed. */
const DURATION_MS = 6000;

/** Shows a short message in a corner. Errors stay until they are closed. */
export function showToast(message: ToastMessage): void {
  const options = {
    description: message.description,
    duration: message.tone === 'danger' ? Number.POSITIVE_INFINITY : DURATION_MS,
    ...(message.action ? { action: { label: message.action.label, onClick: message.action.onSelect } } : {}),
  };
  const show = {
    neutral: toast.info,
    success: toast.success,
    warning: toast.warning,
    danger: toast.error,
  }[message.tone];
  show(message.title, options);
}

/** The place where toasts appear. Render it once in the app. */
export function Toasts({ theme }: { theme: 'dark' | 'light' }) {
  return (
    <Sonner
      theme={theme}
      position="bottom-right"
      offset={{ bottom: `calc(36px + var(${STRIP_HEIGHT}, 0px))`, right: 12 }}
      closeButton
      customAriaLabel="Notifications"
      // Alt+T, the default, belongs to the program in a terminal.
      hotkey={['altKey', 'shiftKey', 'KeyN']}
      gap={8}
      expand
      style={{ fontFamily: 'inherit' }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'group flex w-90 items-start gap-2 rounded-md border border-line-strong bg-overlay p-3 pr-8 text-base text-fg shadow-float',
          content: 'flex min-w-0 flex-1 flex-col gap-0.5',
          title: 'font-medium',
          description: 'text-sm text-muted',
          icon: 'mt-0.5 flex size-4 shrink-0 items-center',
          success: '[&_[data-icon]]:text-running',
          info: '[&_[data-icon]]:text-accent',
          warning: '[&_[data-icon]]:text-paused',
          error: '[&_[data-icon]]:text-failed',
          actionButton:
            'inline-flex h-6 shrink-0 items-center self-center rounded-md border border-line-strong bg-raised px-2 font-medium text-sm hover:bg-hover',
          closeButton: 'absolute top-2 right-2 inline-flex size-5 items-center justify-center rounded-sm',
        },
      }}
    />
  );
}
