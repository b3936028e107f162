import { BUILTIN_SETS } from '../../contract/builtin-sets.ts';
import { type EgressSet, withRule } from '../../contract/egress-sets.ts';
import { setsFileSchema } from '../../contract/files/egress-file.ts';
import { reviewSets } from '../../contract/files/review.ts';
import { writeYaml } from '../../contract/files/write-yaml.ts';
import { allSets } from '../../contract/own-sets.ts';
import { scopeLabel } from '../../contract/rule-scope.ts';
import { changePreferences } from '../change-preferences.ts';
import type { Context } from '../context.ts';
import { command, flag, many, one, optional, text } from '../definition.ts';
import { UsageError } from '../exit-code.ts';
import { readYamlFile } from '../read-yaml-file.ts';
import { printReview } from '../review.ts';
import type { Session } from '../session.ts';

const list = command({
  name: 'egress-set ls',
  summary: 'List the sets of rules that agents can share, or the rules of one',
  isDefault: true,
  arguments: { set: optional('Id of a set') },
  options: {},
  examples: [
    { line: 'bulkhead egress-set', does: 'Those that come with Bulkhead, then the person’s own' },
    { line: 'bulkhead egress-set npm', does: 'What the set allows' },
  ],
  run: async ({ args }, { output, session, signal }) => {
    const own = await ownSets(await session(), signal);
    const sets = allSets(own);
    if (args.set === undefined) {
      const rows = sets.map((set) => [
        set.id,
        BUILTIN_SETS.includes(set) ? 'built-in' : 'own',
        String(set.rules.length),
        set.name,
        set.description,
      ]);
      output.table(sets, ['ID', 'ORIGIN', 'RULES', 'NAME', 'DESCRIPTION'], rows);
      return 0;
    }
    const set = setNamed(sets, args.set);
    const rows = set.rules.map((rule) => [rule.effect, rule.host, scopeLabel(rule), rule.note ?? '']);
    output.table(set, ['EFFECT', 'HOST', 'WHAT', 'NOTE'], rows);
    return 0;
  },
});

const add = command({
  name: 'egress-set add',
  summary: 'Allow hosts in a set of your own, which is made if it does not exist',
  details: ['It applies at once to every agent that uses the set (“bulkhead egress set”).'],
  arguments: { set: one('Id of the set'), host: one('A host pattern'), more: many('Further host patterns') },
  options: { name: text('--name <name>', 'Name of a new set; its id when left out') },
  examples: [
    {
      line: 'bulkhead egress-set add company api.example.com --name "Company services"',
      does: 'A set with one host',
    },
  ],
  run: async ({ args, options }, { output, session, signal }) => {
    refuseBuiltIn(args.set);
    const { egressSets } = await changePreferences(
      await session(),
      ({ egressSets: present }) => {
        const known = present.find(({ id }) => id === args.set);
        const made = { id: args.set, name: options.name ?? args.set, description: '', rules: [] };
        const set = [args.host, ...args.more].reduce<EgressSet>(
          (changed, host) => withRule(changed, { effect: 'allow', host }),
          known ?? made,
        );
        return {
          egressSets: known ? present.map((each) => (each === known ? set : each)) : [...present, set],
        };
      },
      signal,
    );
    output.result(setNamed(egressSets, args.set), () => [args.set]);
    return 0;
  },
});

const remove = command({
  name: 'egress-set rm',
  summary: 'Remove a set of your own, or hosts of it',
  details: ['Agents that use the set lose what it allows, at once.'],
  arguments: {
    set: one('Id of the set'),
    host: many('Hosts to remove from it; the whole set when left out'),
  },
  options: {},
  examples: [{ line: 'bulkhead egress-set rm company', does: 'Removes the set' }],
  run: async ({ args }, { output, session, signal }) => {
    refuseBuiltIn(args.set);
    const { egressSets } = await changePreferences(
      await session(),
      ({ egressSets: present }) => {
        const set = setNamed(present, args.set);
        const rules = set.rules.filter(({ host }) => !args.host.includes(host));
        const missing = args.host.find((host) => !set.rules.some((rule) => rule.host === host));
        if (missing !== undefined) throw new UsageError(`The set has no rule for “${missing}”.`);
        return {
          egressSets:
            args.host.length === 0
              ? present.filter((each) => each !== set)
              : present.map((each) => (each === set ? { ...set, rules } : each)),
        };
      },
      signal,
    );
    output.result(egressSets, () => [args.set]);
    return 0;
  },
});

const exportSets = command({
  name: 'egress-set export',
  summary: 'Print your own sets as YAML',
  details: ['docs/egress-file.md describes the file.'],
  arguments: {},
  options: {},
  examples: [{ line: 'bulkhead egress-set export > sets.yaml', does: 'All of them' }],
  run: async (_, { output, session, signal }) => {
    const file = { version: 1 as const, sets: await ownSets(await session(), signal) };
    output.result(file, () => [writeYaml(file).trimEnd()]);
    return 0;
  },
});

const importSets = command({
  name: 'egress-set import',
  summary: 'Replace your own sets by those of a file',
  arguments: { file: one('YAML file, or “-” for standard input') },
  options: { dryRun: flag('--dry-run', 'Print what would change, and change nothing') },
  examples: [{ line: 'bulkhead egress-set import --dry-run sets.yaml', does: 'What the file would change' }],
  run: async ({ args, options }, context) => {
    const opened = await context.session();
    const file = await readYamlFile(args.file, setsFileSchema);
    const before = { version: 1 as const, sets: await ownSets(opened, context.signal) };
    const review = reviewSets(before, file, await usedSets(opened, context));
    if (!options.dryRun) {
      const change = () => ({ egressSets: file.sets });
      await changePreferences(opened, change, context.signal);
    }
    printReview(context.output, review, !options.dryRun);
    return 0;
  },
});

async function ownSets({ client }: Session, signal: AbortSignal): Promise<EgressSet[]> {
  return (await client.call('preferences.get', {}, signal)).egressSets;
}

async function usedSets(opened: Session, { signal }: Context): Promise<Set<string>> {
  await opened.connected();
  const states = await opened.client.call('egress.list', {}, signal);
  return new Set(Object.values(states).flatMap(({ wanted }) => wanted.sets));
}

function setNamed(sets: readonly EgressSet[], id: string): EgressSet {
  const set = sets.find((each) => each.id === id);
  if (!set) throw new UsageError(`There is no set “${id}” (“bulkhead egress-set”).`);
  return set;
}

function refuseBuiltIn(id: string): void {
  if (BUILTIN_SETS.some((set) => set.id === id))
    throw new UsageError(`The set “${id}” comes with Bulkhead. Make one of your own.`);
}

export const egressSet = [list, add, remove, exportSets, importSets];
