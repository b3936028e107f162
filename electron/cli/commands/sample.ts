import { resolve } from 'node:path';
import { command, optional } from '../definition.ts';
import { programPlaces } from '../places.ts';

export const sample = command({
  name: 'sample',
  summary: 'Write the sample project, to see an agent at work without an account',
  details: [
    'The sample project has a failing test and a script that works as an AI agent would: it runs the test, asks a host that is not on the allowlist, corrects the source and runs the test again.',
  ],
  arguments: { folder: optional('A new folder for it; “sample-project” when left out') },
  options: {},
  examples: [
    { line: 'bulkhead sample demo', does: 'Writes it into the new folder “demo”' },
    {
      line: 'bulkhead run --copy demo -- node fix.mjs --no-wait',
      does: 'Lets an agent work in a private copy of it',
    },
  ],
  run: async ({ args }, { output }) => {
    const { writeSampleProject } = await import('../../engine/portability/sample-project.ts');
    const path = resolve(args.folder ?? 'sample-project');
    await writeSampleProject(programPlaces(__dirname).assetsPath, path);
    output.result({ path }, () => [
      `The sample project is in ${path}`,
      'In the app, choose Private copy of that folder; README.md there says what happens.',
    ]);
    return 0;
  },
});
