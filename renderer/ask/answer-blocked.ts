import type { AgentEgress } from '../../electron/contract/agent-spec.ts';
import { assertNever } from '../../electron/lib/assert-never.ts';
import { setEgress } from '../egress/use-egress.ts';
import { showFailure } from '../errors/error-steps.ts';
import { printable } from '../format/printable.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { useStore } from '../store/store.ts';
import type { BlockedTarget } from '../store/window-slice.ts';
import { showToast } from '../ui/toasts.tsx';
import { entryOf, undone, withHost, withHostForAWhile, withoutHost } from './answers.ts';

/** What a person may say to a blocked request, besides adding its host to a set. */
export type Answer = 'once' | 'agent' | 'never';

/** Answers are changes of what is there by then: one after the other, so that none undoes another. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * Puts an answer in force at once and offers to undo it. `cardId`: the card with requests that may still wait.
 * Failures are shown, never thrown.
 */
export function answerBlocked(
  agentId: string,
  target: BlockedTarget,
  answer: Answer,
  cardId?: string,
): Promise<void> {
  const next = turn.then(() => give(agentId, target, answer, cardId));
  turn = next;
  return next;
}

async function give(agentId: string, target: BlockedTarget, answer: Answer, cardId?: string): Promise<void> {
  const host = printable(entryOf(target));
  try {
    if (answer === 'once' && cardId !== undefined && (await letWaitingThrough(agentId, cardId))) {
      return showToast({ tone: 'success', title: `The waiting request to ${host} was let through` });
    }
    await changeEgress(agentId, (egress) => withAnswer(egress, target, answer), `${host} ${effects[answer]}`);
  } catch (thrown) {
    const retry = () => void answerBlocked(agentId, target, answer);
    showFailure(`${host} could not be ${answer === 'never' ? 'denied' : 'allowed'}`, thrown, {
      agentId,
      retry,
    });
  }
}

const effects: Readonly<Record<Answer, string>> = {
  once: 'is allowed for 10 minutes',
  agent: 'is allowed for this agent',
  never: 'is denied for this agent',
};

function withAnswer(egress: AgentEgress, target: BlockedTarget, answer: Answer): AgentEgress {
  switch (answer) {
    case 'once':
      return withHostForAWhile(egress, target, Date.now());
    case 'agent':
      return withHost(egress, target);
    case 'never':
      return withoutHost(egress, target, Date.now());
    default:
      return assertNever(answer);
  }
}

/** False when nothing waits any more: then the next request is what to allow. */
async function letWaitingThrough(agentId: string, cardId: string): Promise<boolean> {
  const { answered } = await callEngine('asks.answer', { agentId, cardIds: [cardId], allow: true });
  return answered > 0;
}

/** Changes an agent's egress live, says so, and offers to undo it. `alsoUndo` runs after that. */
export async function changeEgress(
  agentId: string,
  change: (egress: AgentEgress) => AgentEgress,
  title: string,
  alsoUndo?: () => Promise<void>,
): Promise<void> {
  const before = await wantedEgress(agentId);
  const after = change(before);
  await setEgress(agentId, after);
  const undo = async () => {
    try {
      await setEgress(agentId, undone(await wantedEgress(agentId), before, after));
      await alsoUndo?.();
    } catch (thrown) {
      showFailure('The answer could not be undone', thrown, { agentId, retry: () => void undo() });
    }
  };
  const { mode } = after;
  const hint = mode === 'allowlist' ? undefined : 'It counts once egress is Allowlist again.';
  showToast({
    tone: 'success',
    title,
    description: hint,
    action: { label: 'Undo', onSelect: () => void undo() },
  });
}

async function wantedEgress(agentId: string): Promise<AgentEgress> {
  const known = useStore.getState().egressById[agentId];
  return (known ?? (await callEngine('egress.state', { agentId }))).wanted;
}

/** Closes cards without an answer; what waits behind them is refused. Failures are shown, never thrown. */
export async function dismissCards(agentId: string, cardIds: string[]): Promise<void> {
  try {
    await callEngine('asks.answer', { agentId, cardIds, allow: false });
  } catch (thrown) {
    showFailure('The blocked request could not be dismissed', thrown, { agentId });
  }
}
