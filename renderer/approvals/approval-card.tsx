import { useId, useState } from 'react';
import type { Approval, ApprovalReasonKind } from '../../electron/contract/approvals.ts';
import { printable } from '../../electron/lib/printable.ts';
import { showFailure } from '../errors/error-steps.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { useSecrets } from '../secrets/use-secrets.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/buttons/button.tsx';
import {
  type Icon,
  IconBox,
  IconFolder,
  IconGitCompare,
  IconHistory,
  IconKey,
  IconShield,
  IconWorld,
} from '../ui/icons.ts';
import { reasonLabels } from './approval-labels.ts';

const icons: Readonly<Record<ApprovalReasonKind, Icon>> = {
  egress: IconWorld,
  folder: IconFolder,
  secret: IconKey,
  apply: IconGitCompare,
  'foreign-agent': IconBox,
};

/** One request: who wants what, what it reaches, and the answers. */
export function ApprovalCard(props: {
  approval: Approval;
  /** It no longer waits, and keeps its place while the pointer is over the list. */
  isGone: boolean;
  now: number;
}) {
  const { approval, isGone, now } = props;
  const { id, client, action, until } = approval;
  const [chosen, setChosen] = useState<boolean>();
  const titleId = useId();
  const answer = (allow: boolean) => {
    setChosen(allow);
    callEngine('approvals.answer', { approvalId: id, allow }).catch((thrown: unknown) => {
      setChosen(undefined);
      showFailure('The request was not answered', thrown);
    });
  };
  const seconds = Math.max(0, Math.ceil((until - now) / 1_000));
  return (
    <li
      aria-labelledby={titleId}
      aria-hidden={isGone}
      inert={isGone}
      className="inert:opacity-40 flex flex-wrap items-start gap-x-4 gap-y-1.5 border-b py-2 pr-3 pl-4 last:border-b-0"
    >
      <IconShield aria-hidden size={16} stroke={1.75} className="mt-0.5 shrink-0 text-paused" />
      <div className="min-w-60 flex-1">
        <div id={titleId} className="flex min-w-0 flex-wrap items-baseline gap-x-1.5">
          <span className="font-medium">{printable(client)}</span>
          <span className="min-w-0 break-words">wants to {printable(action)}</span>
          <Badge tone="warning" icon={IconHistory} className="self-center">
            Waits {seconds} s more
          </Badge>
        </div>
        <Reasons approval={approval} />
      </div>
      <div className="flex items-center gap-1.5">
        <Button
          size="sm"
          title="Let this one request through"
          busy={chosen === true}
          disabled={chosen !== undefined}
          onClick={() => answer(true)}
        >
          Allow once
        </Button>
        <Button
          size="sm"
          title="Refuse it"
          busy={chosen === false}
          disabled={chosen !== undefined}
          onClick={() => answer(false)}
        >
          Deny
        </Button>
      </div>
    </li>
  );
}

/** Everything that the request reaches; nothing is shortened. */
function Reasons({ approval }: { approval: Approval }) {
  return (
    <ul className="mt-0.5 flex flex-col gap-0.5 text-muted text-sm">
      {approval.reasons.map(({ kind, subject }) => {
        const Glyph = icons[kind];
        return (
          <li key={`${kind} ${subject}`} className="flex min-w-0 items-start gap-1.5">
            <Glyph aria-hidden size={14} stroke={1.75} className="mt-0.5 shrink-0" />
            <span className="min-w-0 break-words">
              {reasonLabels[kind]}:{' '}
              <span className="break-all font-mono text-fg text-xs" data-selectable>
                {kind === 'secret' ? <SecretName secretId={subject} /> : printable(subject)}
              </span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** A program knows a secret by its id, and the person by its name. */
function SecretName({ secretId }: { secretId: string }) {
  const name = useSecrets()?.secrets.find(({ id }) => id === secretId)?.name;
  return printable(name ?? secretId);
}
