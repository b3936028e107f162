import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../renderer');

/** What writes a number, a size or a date in one locale, or past the cache of `renderer/format`. */
const PAST_FORMAT =
  /\.toLocale(?:Date|Time)?String\(|Intl\.(?:Number|DateTime)Format|import [^;]*\bformatBytes\b[^;]*contract\/sizes/;

it('the window writes numbers, sizes and dates with renderer/format, so that all are in the person’s locale', () => {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.tsx?$/.test(file) && !file.startsWith('format'),
  );
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((file) => PAST_FORMAT.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
});
