import type { Approval, ApprovalReason, ApprovalReasonKind } from '../../electron/contract/approvals.ts';
import { printable } from '../../electron/lib/printable.ts';

/** What a person allows, before its subject. */
export const reasonLabels: Readonly<Record<ApprovalReasonKind, string>> = {
  egress: 'Reach',
  folder: 'Folder of this machine',
  secret: 'Secret',
  apply: 'Change on this machine',
  'foreign-agent': 'Agent that it did not make',
};

/** "claude-code wants to create the agent “x”", for a card's heading, a notification and a screen reader. */
export function wishOf({ client, action }: Approval): string {
  return `${printable(client)} wants to ${printable(action)}`;
}

/** "Reach: example.com". */
export function reasonInWords({ kind, subject }: ApprovalReason): string {
  return `${reasonLabels[kind]}: ${printable(subject)}`;
}
