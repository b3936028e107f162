import type { AppError } from '../../electron/contract/error.ts';
import { openDialog } from '../store/actions.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';

/** Why the agent cannot be made, or what must be confirmed first. Field problems alone stay beside their field. */
export function CheckProblem(props: {
  problem: AppError | undefined;
  onConfirm: (confirmed: readonly string[]) => void;
  onRetry: () => void;
}) {
  const { problem } = props;
  if (!problem || (problem.field && problem.actions.length === 0 && !problem.raw)) return null;
  const focusImage = () => document.querySelector<HTMLInputElement>('[data-field="image"] input')?.focus();
  const actions = problem.actions.flatMap((action) => {
    switch (action.kind) {
      case 'confirm':
        return [{ label: action.label, onSelect: () => props.onConfirm(problem.field ? [problem.field] : []) }];
      case 'retry':
      case 'pull-image':
        return [{ label: action.label, onSelect: props.onRetry }];
      case 'choose-socket':
        return [{ label: action.label, onSelect: () => openDialog({ kind: 'choose-socket' }) }];
      case 'choose-image':
        return [{ label: action.label, onSelect: focusImage }];
      default:
        return [];
    }
  });
  return (
    <ErrorPanel title={titleOf(problem)} actions={actions} raw={problem.raw}>
      {problem.message}
    </ErrorPanel>
  );
}

function titleOf(problem: AppError): string {
  if (problem.actions.some((action) => action.kind === 'confirm')) return 'Are you sure?';
  return 'The agent was not created';
}
