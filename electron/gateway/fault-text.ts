/** The kind of an unexpected error and the first places of its stack; its message may contain data of an agent. */
export function describeFault(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const kind = `${error.name}${'code' in error ? ` ${String(error.code)}` : ''}`;
  const where = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [kind, ...where.slice(0, 4).map((line) => line.trim())].join(' ');
}
