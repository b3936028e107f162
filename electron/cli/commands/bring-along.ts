import { BRINGABLES } from '../../contract/bring-along.ts';
import { exactSize } from '../../contract/sizes.ts';
import { command } from '../definition.ts';

export const bringAlong = command({
  name: 'bring-along',
  summary: 'List what new agents could get of your own preferences',
  details: [
    'Themes, instructions, slash commands, skills, git’s name and e-mail, and shell aliases, as found in your home. Nothing is brought until you choose it: `bulkhead settings set bring-along theme,git`. Agents get a copy that is read-only; what holds a credential is left out, and links are not followed.',
  ],
  arguments: {},
  options: {},
  examples: [{ line: 'bulkhead bring-along', does: 'What was found, and what is chosen' }],
  run: async (_, { output, session, signal }) => {
    const { client } = await session();
    const [{ found }, { bringAlong: chosen }] = await Promise.all([
      client.call('bring-along.list', {}, signal),
      client.call('preferences.get', {}, signal),
    ]);
    const rows = found.map((each) => ({ ...each, chosen: chosen.includes(each.id) }));
    output.table(
      rows,
      ['ITEM', 'CHOSEN', 'FILES', 'SIZE', 'LEFT OUT', 'WHAT'],
      rows.map(({ id, chosen: isChosen, files, left }) => [
        id,
        isChosen ? 'yes' : 'no',
        String(files.length),
        exactSize(files.reduce((sum, { bytes }) => sum + bytes, 0)),
        String(left.length),
        BRINGABLES.find((each) => each.id === id)?.label ?? '',
      ]),
    );
    return 0;
  },
});
