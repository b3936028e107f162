import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { plantLinks } from '../../../lib/planted-link.fixture.ts';
import { exportAudit } from './audit-export.ts';
import { decisionOf } from './decision.fixture.ts';

it('writes to no file that a planted link leads to', async () => {
  const links = await plantLinks('requests.jsonl');
  async function* decisions() {
    yield decisionOf(1);
  }
  const { signal } = new AbortController();
  try {
    await exportAudit({ agentId: 'a1', path: links.path, decisions: decisions(), now: 0, signal });
    expect(await links.victim()).toBe('mine');
    expect(await readFile(links.path, 'utf8')).toContain('"type":"end"');
  } finally {
    await links.remove();
  }
});
