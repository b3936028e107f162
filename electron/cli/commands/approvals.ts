import type { Approval } from '../../contract/approvals.ts';
import { AppFailure } from '../../contract/error.ts';
import { command, flag, optional } from '../definition.ts';
import { UsageError } from '../exit-code.ts';
import { plain } from '../table.ts';

export const approvals = command({
  name: 'approvals',
  summary: 'List what programs ask a person to allow, or answer it',
  details: [
    'Requests of programs that use “bulkhead mcp” or the API’s MCP server, which reach further than they may by themselves. They wait while a window is open, and are denied when nobody answers in time. An answer counts once.',
  ],
  arguments: { request: optional('Number of the request to answer') },
  options: {
    allow: flag('--allow', 'Let the request through'),
    deny: flag('--deny', 'Refuse the request'),
  },
  examples: [
    { line: 'bulkhead approvals', does: 'Each request with its number, its program and what it reaches' },
    { line: 'bulkhead approvals 3 --allow', does: 'Lets it through, once' },
  ],
  run: async ({ args, options }, { output, session, signal }) => {
    const isAnswer = options.allow || options.deny;
    if (options.allow && options.deny) throw new UsageError('Give one of --allow and --deny.');
    if (isAnswer !== (args.request !== undefined))
      throw new UsageError('To answer, name a request and give --allow or --deny.');
    const { client } = await session();
    const waiting = await client.call('approvals.list', {}, signal);
    if (args.request !== undefined) {
      const approval = waiting.find(({ id }) => id === args.request);
      if (!approval)
        throw new AppFailure({
          type: 'not-found',
          message: `No request ${args.request} waits for an answer.`,
        });
      await client.call('approvals.answer', { approvalId: approval.id, allow: options.allow }, signal);
      output.result({ id: approval.id, allowed: options.allow }, () => [
        `${options.allow ? 'allowed' : 'denied'}: ${plain(wishOf(approval))}`,
      ]);
      return 0;
    }
    output.result(waiting, () => waiting.flatMap(linesOf));
    return 0;
  },
});

const wishOf = ({ client, action }: Approval) => `${client} wants to ${action}`;

function linesOf(approval: Approval): string[] {
  return [
    plain(`${approval.id}  ${wishOf(approval)}`),
    ...approval.reasons.map(({ kind, subject }) => plain(`     ${kind}: ${subject}`)),
  ];
}
