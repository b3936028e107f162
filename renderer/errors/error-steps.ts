import type { AppError, ErrorAction } from '../../electron/contract/error.ts';
import { assertNever } from '../../electron/lib/assert-never.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { toAppError } from '../ipc/to-app-error.ts';
import { openDialog, selectAgent } from '../store/actions.ts';
import { showToast } from '../ui/overlays/toasts.tsx';

/** Steps that the view with the error offers in addition to the global ones. */
export type ErrorContext = {
  agentId?: string | undefined;
  retry?: (() => void) | undefined;
  chooseImage?: (() => void) | undefined;
  chooseFolder?: (() => void) | undefined;
  confirm?: (() => void) | undefined;
};

export type ErrorStep = { label: string; onSelect: () => void };

/** The error's next steps that are possible in this view, as buttons. The first is the recommended one. */
export function errorSteps(error: AppError, context: ErrorContext): ErrorStep[] {
  return error.actions.flatMap((action) => {
    const onSelect = handler(action, context);
    return onSelect ? [{ label: action.label, onSelect }] : [];
  });
}

function handler({ kind }: ErrorAction, context: ErrorContext): (() => void) | undefined {
  const { agentId } = context;
  switch (kind) {
    case 'retry':
    case 'pull-image':
      return context.retry;
    case 'choose-image':
      return context.chooseImage;
    case 'choose-folder':
      return context.chooseFolder;
    case 'confirm':
      return context.confirm;
    case 'free-disk':
      return () => openDialog({ kind: 'disk' });
    case 'choose-socket':
      return () => openDialog({ kind: 'choose-socket' });
    case 'open-settings':
      return () => openDialog({ kind: 'settings' });
    case 'show-agent':
      return agentId ? () => selectAgent(agentId) : undefined;
    case 'raise-limit':
      return agentId ? () => selectAgent(agentId, 'isolation') : undefined;
    case 'open-console':
      return agentId ? () => selectAgent(agentId, 'console') : undefined;
    case 'remove-agent':
      return agentId ? () => openDialog({ kind: 'remove', agentIds: [agentId] }) : undefined;
    case 'start-agent':
      return agentId ? () => attempt('The agent could not be started', 'agent.start', agentId) : undefined;
    case 'clean-up':
      return agentId
        ? () => attempt('The leftovers could not be removed', 'leftovers.clean-up', agentId)
        : undefined;
    default:
      return assertNever(kind);
  }
}

function attempt(title: string, call: 'agent.start' | 'leftovers.clean-up', agentId: string): void {
  callEngine(call, { agentId }).catch((thrown: unknown) => showFailure(title, thrown, { agentId }));
}

/** Shows in a toast that a person's request failed, the reason, and the next step. */
export function showFailure(title: string, thrown: unknown, context: ErrorContext = {}): void {
  const error = toAppError(thrown);
  // The person cancelled the work.
  if (error.type === 'cancelled') return;
  showToast({
    tone: 'danger',
    title,
    description: error.message,
    action: errorSteps(error, context)[0],
  });
}
