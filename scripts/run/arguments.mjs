import { Stop } from '../setup/report.mjs';

/** The stages of `npm test`, in order. */
export const stages = ['lint', 'types', 'unit', 'gateway', 'engine', 'e2e'];
/** Stages that run only when named. */
const optionalStages = ['faults'];

/**
 * Reads `--only STAGE` (may be repeated); everything else goes to the runner, which must then be a single one.
 * @param {string[]} args
 * @returns {{ selected: string[], runnerArgs: string[] }}
 */
export function readTestArguments(args) {
  const selected = [];
  const runnerArgs = [];
  for (let at = 0; at < args.length; at += 1) {
    const [, inline] = /^--only=(.*)$/.exec(args[at]) ?? [];
    if (args[at] === '--only' || inline !== undefined) {
      const stage = inline ?? args[++at];
      if (![...stages, ...optionalStages].includes(stage))
        throw new Stop(`--only ${stage ?? ''}: choose one of ${[...stages, ...optionalStages].join(', ')}`);
      selected.push(stage);
    } else {
      runnerArgs.push(args[at]);
    }
  }
  if (runnerArgs.length > 0 && selected.length !== 1) {
    throw new Stop(`"${runnerArgs.join(' ')}" is for one runner: say which with --only ${stages.join('|')}`);
  }
  return { selected: selected.length > 0 ? selected : stages, runnerArgs };
}
