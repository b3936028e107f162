import { useState } from 'react';
import type { z } from 'zod';
import type { AppError } from '../../electron/contract/error.ts';
import { readYaml, type YamlProblem } from '../../electron/contract/files/read-yaml.ts';
import type { Review } from '../../electron/contract/files/review.ts';
import { writeYaml } from '../../electron/contract/files/write-yaml.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { showFailure } from '../errors/error-steps.ts';
import { callShell } from '../ipc/shell.ts';
import { toAppError } from '../ipc/to-app-error.ts';
import { Button } from '../ui/buttons/button.tsx';
import { CancelButton } from '../ui/buttons/cancel-button.tsx';
import { DefaultButton } from '../ui/buttons/default-button.tsx';
import { TextArea } from '../ui/fields/text-area.tsx';
import { IconDownload, IconFileImport } from '../ui/icons.ts';
import { Dialog } from '../ui/overlays/dialog.tsx';
import { showToast } from '../ui/overlays/toasts.tsx';

const PROBLEMS_SHOWN = 20;

/** Shows a value as YAML. A person can save, open or edit it, and reviews the changes before applying them. */
export function YamlDialog<T>(props: {
  title: string;
  description: string;
  fileName: string;
  current: T;
  schema: z.ZodType<T>;
  review: (value: T) => Review;
  /** Rejects with the error if nothing was applied. */
  onApply: (value: T) => Promise<void>;
  onClose: () => void;
}) {
  const [text, setText] = useState(() => writeYaml(props.current));
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AppError>();
  const read = readYaml(text, props.schema);
  const review = read.ok ? props.review(read.value) : undefined;
  const changes = review !== undefined && review.added.length + review.removed.length > 0;
  const open = () =>
    callShell('dialog.open-text', { title: 'Open YAML', extensions: ['yaml', 'yml'] }).then(
      ({ file }) => file && setText(file.text),
      (thrown: unknown) => showFailure('The file could not be opened', thrown),
    );
  const save = () =>
    callShell('dialog.save-text', { title: 'Save YAML', suggestedName: props.fileName, text }).then(
      ({ path }) => path && showToast({ tone: 'success', title: 'Saved', description: path }),
      (thrown: unknown) => showFailure('The file could not be saved', thrown),
    );
  const apply = () => {
    if (!read.ok) return;
    setBusy(true);
    setFailure(undefined);
    props.onApply(read.value).then(props.onClose, (thrown: unknown) => {
      setBusy(false);
      setFailure(toAppError(thrown));
    });
  };
  return (
    <Dialog
      open
      size="lg"
      title={props.title}
      description={props.description}
      closeOnOutsideClick={false}
      onOpenChange={(isOpen) => !isOpen && props.onClose()}
      footer={
        <>
          <Button icon={IconFileImport} onClick={() => void open()}>
            Open file
          </Button>
          <Button icon={IconDownload} className="mr-auto" onClick={() => void save()}>
            Save file
          </Button>
          <CancelButton onClick={props.onClose} />
          <DefaultButton inLines busy={busy} disabled={!changes} onClick={apply}>
            Apply
          </DefaultButton>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {failure && <AppErrorPanel title="Nothing was applied" error={failure} />}
        <TextArea label="YAML" mono rows={14} value={text} onValueChange={setText} />
        {read.ok ? review && <Changes review={review} /> : <Problems problems={read.problems} />}
      </div>
    </Dialog>
  );
}

/** Shows the problems of a file with their lines. */
export function Problems({ problems }: { problems: readonly YamlProblem[] }) {
  return (
    <div role="alert" className="flex flex-col gap-1 rounded-md bg-failed-soft px-3 py-2 text-sm">
      <p className="font-medium text-failed">Nothing is applied until this is right:</p>
      <ProblemList problems={problems} />
    </div>
  );
}

/** Lists each problem with its line, without a box. */
export function ProblemList({ problems }: { problems: readonly YamlProblem[] }) {
  return (
    <>
      <ul aria-label="Problems" className="flex flex-col gap-0.5">
        {problems.slice(0, PROBLEMS_SHOWN).map(({ line, column, message }) => (
          <li key={`${line}:${column}:${message}`}>
            <span className="figures text-muted">
              Line {line}, column {column}:
            </span>{' '}
            {message}
          </li>
        ))}
      </ul>
      {problems.length > PROBLEMS_SHOWN && <p>And {problems.length - PROBLEMS_SHOWN} more.</p>}
    </>
  );
}

function Changes({ review: { added, removed, warnings } }: { review: Review }) {
  return (
    <section aria-label="What changes" className="flex flex-col gap-1 text-sm">
      <h3 className="font-medium">What changes</h3>
      {added.length + removed.length === 0 && (
        <p className="text-subtle">Nothing: this is what is in force.</p>
      )}
      <ul className="flex max-h-48 flex-col overflow-auto font-mono text-xs">
        {removed.map((line) => (
          <li key={`-${line}`} className="text-failed">
            − {line}
          </li>
        ))}
        {added.map((line) => (
          <li key={`+${line}`} className="text-running">
            + {line}
          </li>
        ))}
      </ul>
      {warnings.map((warning) => (
        <p key={warning} className="text-paused">
          {warning}
        </p>
      ))}
    </section>
  );
}
