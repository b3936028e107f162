/** The values of a console, so that the main program draws and sorts like one. */
const TERMINAL = ['TERM=xterm-256color', 'COLORTERM=truecolor'];
/** glibc, musl and Node know this locale without any installed locales. */
const LOCALE = 'LANG=C.UTF-8';

/** Returns the variables that describe a terminal and its locale, without those that the image has set itself. */
export function terminalEnvironment(imageEnv: readonly string[]): string[] {
  const hasLocale = imageEnv.some((entry) => /^(LANG|LC_ALL|LC_CTYPE)=./.test(entry));
  return [...TERMINAL, ...(hasLocale ? [] : [LOCALE])];
}
