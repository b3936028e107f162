import { useMemo, useState } from 'react';
import { showFailure } from '../errors/error-steps.ts';
import { formatNumber } from '../format/number.ts';
import { callShell } from '../ipc/shell.ts';
import { Button } from '../ui/buttons/button.tsx';
import { IconButton } from '../ui/buttons/icon-button.tsx';
import { IconCopy, IconX } from '../ui/icons.ts';
import { readJsonLine } from './json-line.ts';
import type { WindowLine } from './window-line.ts';

/** Characters that are laid out at once. */
const STEP_CHARACTERS = 64 * 1024;

/** One whole line: its fields if it is JSON, else its text. */
export function LineDetail({ line, onClose }: { line: WindowLine; onClose: () => void }) {
  const json = useMemo(() => readJsonLine(line.plain), [line]);
  const [shown, setShown] = useState(STEP_CHARACTERS);
  const copy = () => {
    callShell('clipboard.write', { text: line.plain }).catch((thrown: unknown) =>
      showFailure('The line could not be copied', thrown),
    );
  };
  return (
    <section aria-label="Log line" className="flex max-h-1/2 shrink-0 flex-col border-t bg-surface">
      <div className="flex h-8 shrink-0 items-center gap-2 px-4">
        <h2 className="font-medium">Log line</h2>
        <span className="figures flex-1 text-muted text-sm">
          {formatNumber(line.plain.length)} characters
        </span>
        <IconButton size="sm" label="Copy the whole line" icon={IconCopy} onClick={copy} />
        <IconButton size="sm" label="Close the line" icon={IconX} onClick={onClose} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reachable by keyboard */}
      <div tabIndex={0} data-selectable className="min-h-0 overflow-auto px-4 pb-2 font-mono text-sm">
        {json ? (
          <table aria-label="Fields" className="w-full text-left">
            <tbody>
              {[
                ...(json.message === '' ? [] : [{ name: 'message', value: json.message }]),
                ...json.fields,
              ].map(({ name, value }) => (
                <tr key={name} className="align-top">
                  <th scope="row" className="pr-4 font-normal text-muted">
                    {name}
                  </th>
                  <td className="w-full whitespace-pre-wrap break-all">{value.slice(0, STEP_CHARACTERS)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : (
          <pre className="whitespace-pre-wrap break-all">{line.plain.slice(0, shown)}</pre>
        )}
        {!json && shown < line.plain.length && (
          <Button size="sm" variant="ghost" onClick={() => setShown(shown + STEP_CHARACTERS)}>
            Show {formatNumber(Math.min(STEP_CHARACTERS, line.plain.length - shown))} more of{' '}
            {formatNumber(line.plain.length - shown)} characters
          </Button>
        )}
      </div>
    </section>
  );
}
