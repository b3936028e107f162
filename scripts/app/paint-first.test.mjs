import { expect, it } from 'vitest';
import { postpone } from './paint-first.mjs';

const script = '<script type="module" crossorigin src="./a.js"></script>';
const styles = '<link rel="stylesheet" crossorigin href="./a.css">';

it('only fetches the script and the stylesheet of a page', () => {
  expect(postpone(`${script}\n<link rel="modulepreload" crossorigin href="./b.js">\n${styles}`)).toBe(
    [
      '<link rel="modulepreload" crossorigin href="./a.js" data-start>',
      '<link rel="modulepreload" crossorigin href="./b.js">',
      '<link rel="preload" as="style" crossorigin href="./a.css" data-start>',
    ].join('\n'),
  );
});

it.each([script, styles, script + script + styles])('refuses a page that would start in part: %s', (html) => {
  expect(() => postpone(html)).toThrow('of the page’s script and stylesheet');
});
