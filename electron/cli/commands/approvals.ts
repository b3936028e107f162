import { followStream } from '../../client/follow-stream.ts';
import type { RpcClient } from '../../client/rpc-client.ts';
import type { Approval } from '../../contract/approvals.ts';
import { AppFailure } from '../../contract/error.ts';
import { command, flag, optional } from '../definition.ts';
import { EXIT, UsageError } from '../exit-code.ts';
import { plain } from '../table.ts';

export const approvals = command({
  name: 'approvals',
  summary: 'List what programs ask a person to allow, or answer it',
  details: [
    'Requests of programs that use “bulkhead mcp” or the API’s MCP server, which reach further than they may by themselves. They wait while a window is open or “--follow” runs, and are denied when nobody answers in time. An answer counts once.',
  ],
  arguments: { request: optional('Number of the request to answer') },
  options: {
    allow: flag('--allow', 'Let the request through'),
    deny: flag('--deny', 'Refuse the request'),
    follow: flag('-f, --follow', 'Print requests as they come, so that programs can ask without a window'),
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
    if (options.follow) {
      if (isAnswer) throw new UsageError('--follow answers nothing: use another terminal.');
      const onReady = () => output.note('Programs can ask now. Answer from another terminal.');
      await followApprovals(client, signal, onReady, (approval) => {
        if (output.json) output.value(approval);
        else for (const line of linesOf(approval)) output.line(line);
      });
      return EXIT.interrupted;
    }
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

/** Calls back once programs can ask, and with each request that begins to wait, until the signal aborts. */
async function followApprovals(
  client: RpcClient,
  signal: AbortSignal,
  onReady: () => void,
  onRequest: (approval: Approval) => void,
): Promise<void> {
  let last: number | undefined;
  await followStream(client, 'approvals.watch', {}, signal, (waiting) => {
    if (last === undefined) onReady();
    const before = last ?? 0;
    last = before;
    for (const approval of waiting.filter(({ id }) => Number(id) > before)) {
      last = Number(approval.id);
      onRequest(approval);
    }
  });
}

const wishOf = ({ client, action }: Approval) => `${client} wants to ${action}`;

function linesOf(approval: Approval): string[] {
  return [
    plain(`${approval.id}  ${wishOf(approval)}`),
    ...approval.reasons.map(({ kind, subject }) => plain(`     ${kind}: ${subject}`)),
  ];
}
