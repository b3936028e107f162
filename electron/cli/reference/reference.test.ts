import { expect, it } from 'vitest';
import { allCommands } from '../registry.ts';
import { VERSION } from '../version.ts';
import { manPage } from './man-page.ts';
import { markdownReference } from './markdown.ts';

const docs = `${import.meta.dirname}/../../../docs`;
const definitions = await allCommands();

it('is docs/cli.md', async () => {
  await expect(markdownReference(definitions)).toMatchFileSnapshot(`${docs}/cli.md`);
});

it('is docs/bulkhead.1', async () => {
  await expect(manPage(definitions, VERSION)).toMatchFileSnapshot(`${docs}/bulkhead.1`);
});
