import { type BlockedTarget, entryOf } from '../../electron/contract/blocked-target.ts';
import type { EgressIntent } from '../../electron/contract/egress-intent.ts';
import { assertNever } from '../../electron/lib/assert-never.ts';
import { printable } from '../../electron/lib/printable.ts';
import { changeEgress } from '../egress/use-egress.ts';
import { showFailure } from '../errors/error-steps.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { useStore } from '../store/store.ts';
import { showToast } from '../ui/overlays/toasts.tsx';

/** What a person may say to a blocked request, besides adding its host to a set. */
export type Answer = 'once' | 'agent' | 'never';

/**
 * Puts an answer in force at once and offers to undo it. `cardId`: the card with requests that may still wait.
 * Failures are shown, never thrown.
 */
export async function answerBlocked(
  agentId: string,
  target: BlockedTarget,
  answer: Answer,
  cardId?: string,
): Promise<void> {
  const host = printable(entryOf(target));
  try {
    if (answer === 'once' && cardId !== undefined && (await letWaitingThrough(agentId, cardId))) {
      return showToast({ tone: 'success', title: `The waiting request to ${host} was let through` });
    }
    await changeWithUndo(agentId, intentOf(target, answer), `${host} ${effects[answer]}`);
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

function intentOf({ host, port }: BlockedTarget, answer: Answer): EgressIntent {
  switch (answer) {
    case 'once':
      return { type: 'allow-host', host, port, lasts: 'once' };
    case 'agent':
      return { type: 'allow-host', host, port, lasts: 'always' };
    case 'never':
      return { type: 'deny-host', host, port };
    default:
      return assertNever(answer);
  }
}

/** Passes a host unread from now on, and offers to undo that. Failures are shown, never thrown. */
export async function passUnread(agentId: string, { host, port }: BlockedTarget): Promise<void> {
  const name = printable(entryOf({ host, port }));
  try {
    await changeWithUndo(agentId, { type: 'pass-unread', host, port }, `${name} is not intercepted`);
  } catch (thrown) {
    const retry = () => void passUnread(agentId, { host, port });
    showFailure(`${name} is intercepted as before`, thrown, { agentId, retry });
  }
}

/** False when nothing waits any more: then the next request is what to allow. */
async function letWaitingThrough(agentId: string, cardId: string): Promise<boolean> {
  const { answered } = await callEngine('asks.answer', { agentId, cardIds: [cardId], allow: true });
  return answered > 0;
}

/** Changes an agent's egress live, says so, and offers to undo it. `alsoUndo` runs after that. */
export async function changeWithUndo(
  agentId: string,
  intent: EgressIntent,
  title: string,
  alsoUndo?: () => Promise<void>,
): Promise<void> {
  const back = await changeEgress(agentId, intent);
  const undo = async () => {
    try {
      if (back.length > 0) await changeEgress(agentId, ...back);
      await alsoUndo?.();
    } catch (thrown) {
      showFailure('The answer could not be undone', thrown, { agentId, retry: () => void undo() });
    }
  };
  const mode = useStore.getState().egressById[agentId]?.wanted.mode;
  const hint = mode === 'allowlist' ? undefined : 'It counts once egress is Allowlist again.';
  showToast({
    tone: 'success',
    title,
    description: hint,
    action: { label: 'Undo', onSelect: () => void undo() },
  });
}

/** Asks no more about a blocked host, which stays blocked, or asks again. Failures are shown, never thrown. */
export async function setMuted(agentId: string, target: BlockedTarget, muted: boolean): Promise<void> {
  const { host, port } = target;
  try {
    await callEngine('asks.mute', { agentId, host, port, muted });
    if (!muted) return;
    showToast({
      tone: 'success',
      title: `${printable(entryOf(target))} is muted`,
      description:
        'It stays blocked, and is listed in the Network tab. The app asks again after its next start.',
      action: { label: 'Undo', onSelect: () => void setMuted(agentId, target, false) },
    });
  } catch (thrown) {
    showFailure('The host could not be muted', thrown, { agentId });
  }
}

/** Closes cards without an answer; what waits behind them is refused. Failures are shown, never thrown. */
export async function dismissCards(agentId: string, cardIds: string[]): Promise<void> {
  try {
    await callEngine('asks.answer', { agentId, cardIds, allow: false });
  } catch (thrown) {
    showFailure('The blocked request could not be dismissed', thrown, { agentId });
  }
}
