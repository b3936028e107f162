import { command } from '../definition.ts';
import { type Diagnosis, diagnose } from '../doctor/diagnose.ts';
import { gatherFacts } from '../doctor/gather-facts.ts';

export const doctor = command({
  name: 'doctor',
  summary: 'Say what is wrong with this machine, and the fix',
  details: [
    'What it prints holds no secret: it is what to paste into an issue. Exits with 0 when everything is fine, with 3 when no engine can be reached, and with 1 for any other problem.',
  ],
  arguments: {},
  options: {},
  examples: [{ line: 'bulkhead doctor', does: 'Each check with its outcome' }],
  run: async (_, context) => {
    const facts = await gatherFacts(context);
    const checks = diagnose(facts);
    const marks: Record<Diagnosis['state'], string> = {
      good: context.output.paint('ok', 'green'),
      problem: context.output.paint('problem', 'red'),
      note: context.output.paint('note', 'yellow'),
    };
    context.output.result({ facts, checks }, () =>
      checks.flatMap(({ state, subject, detail, fix }) => [
        `${marks[state]}: ${subject}: ${detail}`,
        ...(fix === undefined ? [] : [`  fix: ${fix}`]),
      ]),
    );
    if (facts.engine.status !== 'connected') return 3;
    return checks.some(({ state }) => state === 'problem') ? 1 : 0;
  },
});
