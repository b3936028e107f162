import { command, flag, optional } from '../definition.ts';
import { UsageError } from '../exit-code.ts';

export const asks = command({
  name: 'egress ask',
  summary: 'List blocked requests that wait for a person, or answer them',
  details: [
    'An answer is for the requests that wait now; “egress allow” and “egress deny” decide for later ones as well.',
  ],
  arguments: { agent: optional('Name of an agent, or the beginning of its id; without it all agents') },
  options: {
    allow: flag('--allow', 'Let the waiting requests through'),
    refuse: flag('--refuse', 'Refuse the waiting requests'),
  },
  examples: [{ line: 'bulkhead egress ask demo', does: 'Hosts that the agent asked for, with how often' }],
  run: async ({ args, options }, { output, session, signal }) => {
    if (options.allow && options.refuse) throw new UsageError('Give one of --allow and --refuse.');
    const isAnswer = options.allow || options.refuse;
    if (isAnswer && args.agent === undefined) throw new UsageError('Name the agent to answer.');
    const opened = await session();
    const agents = await opened.agents();
    const agent = args.agent === undefined ? undefined : await opened.agent(args.agent);
    const questions = await opened.client.call('asks.list', {}, signal);
    const listed = questions.filter(({ agentId }) => !agent || agent.id === agentId);
    if (agent && isAnswer) {
      const cardIds = listed.flatMap(({ cards }) => cards.map(({ id }) => id));
      const input = { agentId: agent.id, cardIds, allow: options.allow };
      const { answered } = await opened.client.call('asks.answer', input, signal);
      output.result({ answered }, () => [`${answered} requests were answered`]);
      return 0;
    }
    const nameOf = (id: string) => agents.find((each) => each.id === id)?.name ?? id;
    output.table(
      listed,
      ['AGENT', 'HOST', 'REQUESTS', 'WAITING', 'REASON'],
      listed.flatMap(({ agentId, cards }) =>
        cards.map((card) => [
          nameOf(agentId),
          `${card.host}:${card.port}`,
          String(card.count),
          String(card.held?.count ?? 0),
          card.reason,
        ]),
      ),
    );
    return 0;
  },
});
