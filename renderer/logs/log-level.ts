export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** A level is near the beginning of a line; a longer search would find words of the message. */
const SEARCHED_CHARACTERS = 160;

/**
 * Words as loggers write them: alone in capitals ("ERROR"), in brackets ("[warn]"), before a colon ("error:"), or as
 * a field (`level=info`, `"level":"debug"`; pino's numbers too).
 */
const patterns: readonly (readonly [LogLevel, RegExp])[] = [
  [
    'error',
    wordPattern('ERROR|FATAL|CRITICAL|PANIC|SEVERE', 'error|err|fatal|critical|panic|severe|crit', '50|60'),
  ],
  ['warn', wordPattern('WARN|WARNING', 'warn|warning', '40')],
  ['info', wordPattern('INFO|NOTICE', 'info|notice', '30')],
  ['debug', wordPattern('DEBUG|TRACE|VERBOSE', 'debug|trace|verbose', '10|20')],
];

function wordPattern(capitals: string, lowercase: string, numbers: string): RegExp {
  const insensitive = [...lowercase].map((c) => (/[a-z]/.test(c) ? `[${c}${c.toUpperCase()}]` : c)).join('');
  return new RegExp(
    `\\b(?:${capitals})\\b|[[<(](?:${insensitive})[\\])>]|^\\W*(?:${insensitive}):|\\b(?:level|lvl|severity)"?\\s*[=:]\\s*"?(?:${insensitive}|${numbers})\\b`,
  );
}

/** The first level in a line (without colours). */
export function levelOf(plain: string): LogLevel | undefined {
  const head = plain.slice(0, SEARCHED_CHARACTERS);
  let first: { level: LogLevel; at: number } | undefined;
  for (const [level, pattern] of patterns) {
    const at = head.search(pattern);
    if (at >= 0 && (!first || at < first.at)) first = { level, at };
  }
  return first?.level;
}
