/** What the other end of a client's `scp -O` is asked for. */
export interface ScpRequest {
  /** Whether files come from the client. */
  receives: boolean;
  recursive: boolean;
  /** Times and permissions are kept. */
  preserves: boolean;
  /** The target has to be a folder. */
  intoFolder: boolean;
  paths: string[];
}

/** Whether a command line runs the other end of a client's scp: “scp -t …” or “scp -f …”. */
export function runsScp(line: string): boolean {
  return /^scp(?: -\w+)*? -\w*[tf]\w*(?: |$)/.test(line);
}

/** Reads the arguments of such a command line; undefined when they are others. */
export function parseScp(words: readonly string[]): ScpRequest | undefined {
  let letters = '';
  const paths: string[] = [];
  let isOver = false;
  for (const word of words) {
    if (!isOver && word === '--') isOver = true;
    else if (!isOver && paths.length === 0 && /^-\w+$/.test(word)) letters += word.slice(1);
    else paths.push(word);
  }
  const receives = letters.includes('t');
  if (/[^tfrpdvq]/.test(letters) || receives === letters.includes('f')) return undefined;
  if (paths.length === 0 || (receives && paths.length > 1)) return undefined;
  return {
    receives,
    recursive: letters.includes('r'),
    preserves: letters.includes('p'),
    intoFolder: letters.includes('d'),
    paths,
  };
}
