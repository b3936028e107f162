import { Fragment, useMemo } from 'react';
import { proseParts } from '../../../electron/transcript/prose.ts';
import { formatNumber } from '../../format/number.ts';
import { partAt } from './folds.ts';
import { HostileText, MoreButton } from './hostile-text.tsx';
import type { RowProps } from './row-props.ts';

const INLINE_CODE = /`([^`\n]{1,500})`/g;

const CODE = 'whitespace-pre-wrap rounded-md border bg-surface px-3 py-2 font-mono text-sm';

/** A message: readable text, and code in monospace. It never becomes markup, and nothing in it is a link. */
export function Prose(props: Pick<RowProps, 'fold' | 'onFold' | 'pattern'> & { text: string }) {
  const { pattern } = props;
  const { shown, rest, isLastStep } = partAt(props.text, props.fold.steps);
  const parts = useMemo(() => proseParts(shown), [shown]);
  return (
    <div className="flex min-w-0 max-w-[88ch] flex-col gap-2 whitespace-pre-wrap [overflow-wrap:anywhere]">
      {parts.map(({ kind, text }, index) =>
        kind === 'code' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a message have no identity but their place
          <pre key={index} className={CODE}>
            <HostileText text={text} pattern={pattern} />
          </pre>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <div key={index}>
            <Inline text={text} pattern={pattern} />
          </div>
        ),
      )}
      {rest > 0 && (
        <div>
          <MoreButton
            fold={props.fold}
            onFold={props.onFold}
            rest={`${formatNumber(rest)} more characters`}
            isLastStep={isLastStep}
          />
        </div>
      )}
    </div>
  );
}

function Inline({ text, pattern }: { text: string; pattern: RegExp | undefined }) {
  const pieces = useMemo(() => text.split(INLINE_CODE), [text]);
  return pieces.map((piece, index) =>
    // What the expression captures stands at the odd places.
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text have no identity but their place
      <code key={index} className="rounded-sm bg-hover px-1 font-mono text-sm">
        <HostileText text={piece} pattern={pattern} />
      </code>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above
      <Fragment key={index}>
        <HostileText text={piece} pattern={pattern} />
      </Fragment>
    ),
  );
}
