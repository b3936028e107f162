import { AnswerEach } from '../client/answer-each.ts';
import { RpcClient } from '../client/rpc-client.ts';
import type { Approval } from '../contract/approvals.ts';
import { portPair } from '../control/port-pair.ts';
import type { SharedHost } from '../control/shared-host.ts';
import { type Consent, notAllowed } from '../engine/consent/consent.ts';
import type { TerminalQuestions } from './terminal-questions.ts';

/** Asks the person at the terminal for a host that has no dialogs. */
export function consentAt(terminal: Pick<TerminalQuestions, 'ask'>): Consent {
  return {
    ask: async (question, signal) => {
      if (!(await terminal.ask(question, signal))) throw notAllowed();
    },
  };
}

/** Asks the person at the terminal about requests of programs. Returns what stops it. */
export function answerApprovals(
  host: Pick<SharedHost, 'connectProgram'>,
  terminal: Pick<TerminalQuestions, 'ask'>,
): () => void {
  const [own, served] = portPair();
  const client = new RpcClient(own);
  host.connectProgram(served);
  const questions = new AnswerEach<Approval>({
    ask: (approval, signal) => terminal.ask(questionOf(approval), signal),
    answer: ({ id }, allow) => {
      // The request may have been answered elsewhere, or its time may be over.
      client.call('approvals.answer', { approvalId: id, allow }).catch(() => undefined);
    },
  });
  const stream = client.open('approvals.watch', {}, { onItem: (waiting) => questions.update(waiting) });
  stream.done.catch(() => undefined);
  return () => {
    questions.update([]);
    own.close();
  };
}

function questionOf({ client, action, reasons }: Approval) {
  return {
    message: `${JSON.stringify(client)} wants to ${JSON.stringify(action)}. Allow it once?`,
    detail: reasons.map(({ kind, subject }) => `${kind}: ${JSON.stringify(subject)}`).join('\n'),
  };
}
