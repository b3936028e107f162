import type { AppError } from '../../electron/contract/error.ts';
import { ErrorPanel } from '../ui/states/error-panel.tsx';
import { type ErrorContext, errorSteps } from './error-steps.ts';

/** An error inside a view: `title` names the failed action, the error gives the reason and the next steps. */
export function AppErrorPanel(props: {
  title: string;
  error: AppError;
  context?: ErrorContext | undefined;
  className?: string | undefined;
}) {
  return (
    <ErrorPanel
      title={props.title}
      actions={errorSteps(props.error, props.context ?? {})}
      raw={props.error.raw}
      className={props.className}
    >
      {props.error.message}
    </ErrorPanel>
  );
}
