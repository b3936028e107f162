import { egressFileOf, egressFileSchema, replaceIntent } from '../../contract/files/egress-file.ts';
import { reviewEgress } from '../../contract/files/review.ts';
import { writeYaml } from '../../contract/files/write-yaml.ts';
import { allSets } from '../../contract/own-sets.ts';
import { AGENT, command, flag, one } from '../definition.ts';
import { egressAgent } from '../egress-change.ts';
import { EXIT } from '../exit-code.ts';
import { readYamlFile } from '../read-yaml-file.ts';
import { printReview } from '../review.ts';

export const exportEgress = command({
  name: 'egress export',
  summary: 'Print an agent’s egress as YAML',
  details: ['docs/egress-file.md describes the file.'],
  arguments: { agent: one(AGENT) },
  options: {},
  examples: [
    {
      line: 'bulkhead egress export demo > egress.yaml',
      does: 'Its mode, domains, rules, sets and services',
    },
  ],
  run: async ({ args }, context) => {
    const [opened, agentId] = await egressAgent(args.agent, context);
    const { wanted } = await opened.client.call('egress.state', { agentId }, context.signal);
    const file = egressFileOf(wanted);
    context.output.result(file, () => [writeYaml(file).trimEnd()]);
    return 0;
  },
});

export const importEgress = command({
  name: 'egress import',
  summary: 'Replace an agent’s egress by that of a file',
  details: [
    'Rules with methods or paths, and host services, come from such a file. It applies as a whole or not at all.',
  ],
  arguments: { agent: one(AGENT), file: one('YAML file, or “-” for standard input') },
  options: { dryRun: flag('--dry-run', 'Print what would change, and change nothing') },
  examples: [
    { line: 'bulkhead egress import --dry-run demo egress.yaml', does: 'What the file would change' },
  ],
  run: async ({ args, options }, context) => {
    const { output, signal } = context;
    const file = await readYamlFile(args.file, egressFileSchema);
    const [{ client }, agentId] = await egressAgent(args.agent, context);
    const present = egressFileOf((await client.call('egress.state', { agentId }, signal)).wanted);
    const { egressSets } = await client.call('preferences.get', {}, signal);
    const review = reviewEgress(present, file, allSets(egressSets));
    const intents = [replaceIntent(present, file)];
    const changed = options.dryRun
      ? undefined
      : await client.call('egress.change', { agentId, intents }, signal);
    printReview(output, review, !options.dryRun);
    if (changed?.state.inForce !== false) return 0;
    output.note(`not in force: ${changed.state.problem ?? 'unknown'}`);
    return EXIT.failure;
  },
});
