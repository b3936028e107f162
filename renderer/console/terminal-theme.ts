import type { ITheme } from '@xterm/xterm';
import { ansiColors, type ThemeName } from '../ansi/palette.ts';

/** The app's tokens as xterm's colours. xterm reads any CSS colour, `oklch()` included, through a canvas. */
export function terminalTheme(theme: ThemeName): ITheme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const [
    black = '',
    red = '',
    green = '',
    yellow = '',
    blue = '',
    magenta = '',
    cyan = '',
    white = '',
    brightBlack = '',
    brightRed = '',
    brightGreen = '',
    brightYellow = '',
    brightBlue = '',
    brightMagenta = '',
    brightCyan = '',
    brightWhite = '',
  ] = ansiColors[theme];
  return {
    background: token('canvas'),
    foreground: token('fg'),
    cursor: token('accent'),
    cursorAccent: token('canvas'),
    selectionBackground: theme === 'dark' ? '#3f68b080' : '#a9c6ff80',
    black,
    red,
    green,
    yellow,
    blue,
    magenta,
    cyan,
    white,
    brightBlack,
    brightRed,
    brightGreen,
    brightYellow,
    brightBlue,
    brightMagenta,
    brightCyan,
    brightWhite,
  };
}
