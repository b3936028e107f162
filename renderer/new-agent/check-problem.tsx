import type { AppError } from '../../electron/contract/error.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';

/** The reason why the agent cannot be made, or the risk to confirm first. A problem of a field is shown at the field. */
export function CheckProblem(props: {
  problem: AppError | undefined;
  onConfirm: (confirmed: readonly string[]) => void;
  onRetry: () => void;
}) {
  const { problem } = props;
  if (!problem || (problem.field && problem.actions.length === 0 && !problem.raw)) return null;
  const asksFirst = problem.actions.some((action) => action.kind === 'confirm');
  const focusField = (field: string) => () =>
    document.querySelector<HTMLInputElement>(`[data-field="${field}"] input`)?.focus();
  return (
    <AppErrorPanel
      title={asksFirst ? 'Are you sure?' : 'The agent was not created'}
      error={problem}
      context={{
        retry: props.onRetry,
        confirm: () => props.onConfirm(problem.field ? [problem.field] : []),
        chooseImage: focusField('image'),
        chooseFolder: focusField('workspace'),
      }}
    />
  );
}
