import { CopyButton } from '../ui/buttons/copy-button.tsx';
import { IconChevronRight } from '../ui/icons.ts';
import { Callout } from '../ui/states/callout.tsx';

/** The same agent as commands for the `docker` CLI, with warnings to consider before creating it. */
export function DockerRunPreview(props: {
  text: string;
  warnings: readonly { field: string; message: string }[];
}) {
  return (
    <div className="flex flex-col gap-2">
      {props.warnings.map((warning) => (
        <Callout key={`${warning.field}:${warning.message}`} tone="warning">
          {warning.message}
        </Callout>
      ))}
      <details className="group rounded-md border">
        <summary className="flex list-none items-center gap-1.5 px-3 py-1.5 text-muted text-sm hover:text-fg">
          <IconChevronRight
            aria-hidden
            size={12}
            stroke={2}
            className="transition-transform group-open:rotate-90"
          />
          Equivalent docker commands
        </summary>
        <div className="flex items-start gap-1 border-t px-3 py-2">
          <pre className="max-h-56 min-w-0 flex-1 overflow-auto font-mono text-sm whitespace-pre-wrap">
            {props.text || 'Complete the fields above to see them.'}
          </pre>
          {props.text && <CopyButton text={props.text} label="Copy docker commands" />}
        </div>
      </details>
    </div>
  );
}
