import { type ReactNode, useEffect, useState } from 'react';
import type { ListedSecret } from '../../../electron/contract/secrets.ts';
import type { AgentForm } from '../../agent-form/form.ts';
import { usableType } from '../../agents/agent-type.ts';
import { severities } from '../../agents/severities.ts';
import { callShell } from '../../ipc/shell.ts';
import { selectEngineFacts } from '../../store/slices/engine-slice.ts';
import { useStore } from '../../store/store.ts';
import { cx } from '../../ui/cx.ts';
import { Callout } from '../../ui/states/callout.tsx';
import { type SummaryLine, summarize } from './summarize.ts';

const TITLE_ID = 'new-agent-summary';

/** What the agent may see, write, reach and use, the sharpest risk first, and what the engine host warns of. */
export function Summary(props: {
  form: AgentForm;
  secrets: readonly ListedSecret[] | undefined;
  warnings: readonly { field: string; message: string }[];
  children?: ReactNode;
}) {
  const facts = useStore(selectEngineFacts);
  const type = useStore((state) => usableType(state.agentTypes, props.form.type));
  const home = useHome();
  return (
    <section
      aria-labelledby={TITLE_ID}
      className="flex flex-col gap-3 rounded-md border bg-surface px-3 py-3"
    >
      <h3 id={TITLE_ID} className="text-muted text-sm font-medium">
        What this means
      </h3>
      <ul aria-labelledby={TITLE_ID} className="flex flex-col gap-1.5">
        {summarize(props.form, { facts, type, secrets: props.secrets ?? [], home }).map((line) => (
          <Line key={`${line.topic} ${line.text}`} line={line} />
        ))}
      </ul>
      {props.warnings.map((warning) => (
        <Callout key={`${warning.field}:${warning.message}`} tone="warning">
          {warning.message}
        </Callout>
      ))}
      {props.children}
    </section>
  );
}

function Line({ line: { topic, severity, text } }: { line: SummaryLine }) {
  const { icon: Glyph, colour, word } = severities[severity];
  return (
    <li className="flex items-start gap-2">
      <Glyph role="img" aria-label={word} size={14} stroke={2} className={cx('mt-[3px] shrink-0', colour)} />
      <span className="w-13 shrink-0 text-muted">{topic}</span>
      <span className={cx('min-w-0 break-words', severity === 'good' && 'text-muted')}>{text}</span>
    </li>
  );
}

/** The person's home on this machine, once it is known. */
function useHome(): string | undefined {
  const [home, setHome] = useState<string>();
  useEffect(() => {
    let shown = true;
    callShell('app.info', {}).then(
      (info) => shown && setHome(info.home),
      // Without it the summary does not know a home folder from another.
      () => undefined,
    );
    return () => {
      shown = false;
    };
  }, []);
  return home;
}
