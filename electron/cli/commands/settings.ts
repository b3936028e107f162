import type { Preferences } from '../../contract/preferences.ts';
import { changePreferences } from '../change-preferences.ts';
import { command, one } from '../definition.ts';
import { UsageError } from '../exit-code.ts';
import type { Output } from '../output.ts';
import { SETTINGS } from '../setting-names.ts';

const show = command({
  name: 'settings show',
  summary: 'Show the settings that are for all agents',
  details: [
    'Among them the budget for all running agents. Rule sets have “bulkhead egress-set”, tokens “bulkhead token”. The settings of the window alone, such as its theme, are not among them.',
  ],
  isDefault: true,
  arguments: {},
  options: {},
  examples: [{ line: 'bulkhead settings', does: 'Each setting with its value' }],
  run: async (_, { output, session, signal }) => {
    const { client } = await session();
    print(output, await client.call('preferences.get', {}, signal));
    return 0;
  },
});

const set = command({
  name: 'settings set',
  summary: 'Change a setting',
  details: SETTINGS.map(({ name, summary }) => `\`${name}\`: ${summary}.`),
  arguments: { name: one('Name of the setting'), value: one('Its new value') },
  options: {},
  examples: [
    {
      line: 'bulkhead settings set budget-memory 16g',
      does: 'No agent starts that would take all running ones above 16 GiB',
    },
    { line: 'bulkhead settings set budget-memory off', does: 'Removes that limit' },
  ],
  run: async ({ args }, { output, session, signal }) => {
    const setting = SETTINGS.find(({ name }) => name === args.name);
    if (!setting)
      throw new UsageError(
        `There is no setting “${args.name}”: choose of ${SETTINGS.map(({ name }) => name).join(', ')}.`,
      );
    const change = (present: Preferences) => setting.write(present, args.value);
    print(output, await changePreferences(await session(), change, signal));
    return 0;
  },
});

/** Prints every setting by its name. */
function print(output: Output, preferences: Preferences): void {
  const values = SETTINGS.map(({ name, read }) => [name, read(preferences)] as const);
  output.table(Object.fromEntries(values), ['SETTING', 'VALUE'], values);
}

export const settings = [show, set];
