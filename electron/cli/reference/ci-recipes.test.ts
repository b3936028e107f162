import { expect, it } from 'vitest';
import { ciLines } from '../../../test/harness/control/documentation.ts';
import { BUILTIN_SETS } from '../../contract/builtin-sets.ts';
import { splitCommand } from '../../contract/command-line.ts';
import { parseCommandLine } from '../program.ts';
import { allCommands } from '../registry.ts';

const lines = ciLines().map(({ line }) => line);
const definitions = await allCommands();

it.each(lines.map((line) => [line]))(
  'the documentation of CI has a command line that is understood: %s',
  (line) => {
    const split = splitCommand(line);
    expect(split.ok).toBe(true);
    const request = parseCommandLine(definitions, split.ok ? split.argv.slice(1) : [], '');
    if (request.kind !== 'run') throw new Error('the line asks for help');
    const sets = request.input.options.egressSet ?? [];
    for (const id of Array.isArray(sets) ? sets : []) expect(BUILTIN_SETS.map((set) => set.id)).toContain(id);
  },
);

it('has recipes', () => {
  expect(lines.length).toBeGreaterThanOrEqual(6);
});
