import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** Marks what the app made for a moment: which installation of the app made it, in which of its runs. */
export interface RunMark {
  installation: string;
  run: string;
}

export function newRunMark(dataPath: string): RunMark {
  const installation = createHash('sha256').update(`${hostname()}\0${dataPath}`).digest('hex').slice(0, 16);
  return { installation, run: randomBytes(8).toString('hex') };
}

export function runMarkText({ installation, run }: RunMark): string {
  return `${installation}/${run}`;
}

/** Whether an earlier run of the same installation wrote this text. */
export function isOfEarlierRun(text: string, { installation, run }: RunMark): boolean {
  const [markedInstallation, markedRun] = text.split('/');
  return markedInstallation === installation && markedRun !== run;
}
