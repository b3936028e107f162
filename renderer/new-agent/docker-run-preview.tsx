import { CopyButton } from '../ui/buttons/copy-button.tsx';
import { Fold } from '../ui/layout/fold.tsx';
import { sectionValues } from './section-values.ts';

/** The same agent as commands for the `docker` CLI. */
export function DockerRunPreview({ text }: { text: string }) {
  return (
    <Fold title="Equivalent docker commands" value={sectionValues.commands(text)}>
      <div className="flex items-start gap-1 rounded-md border px-3 py-2">
        <pre className="max-h-56 min-w-0 flex-1 overflow-auto font-mono text-sm whitespace-pre-wrap">
          {text || 'Complete the fields above to see them.'}
        </pre>
        {text && <CopyButton text={text} label="Copy docker commands" />}
      </div>
    </Fold>
  );
}
