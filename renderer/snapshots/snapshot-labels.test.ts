import { expect, it } from 'vitest';
import { partWords, restoreWords, totalBytes } from './snapshot-labels.ts';

it('says what a snapshot holds, and what going back to it replaces', () => {
  const parts = { workspace: 10, layer: 5 };
  expect(partWords({ parts })).toBe('workspace, container layer');
  expect(totalBytes({ parts })).toBe(15);
  const words = restoreWords({ parts: { home: 1 }, hostFolders: ['/srv/project'] }).join(' ');
  expect(words).toContain('The workspace stays as it is');
  expect(words).toContain('/srv/project stays as it is');
});
