import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { VerificationReport } from '../../contract/isolation.ts';
import { plantLinks } from '../../lib/planted-link.fixture.ts';
import { saveReport } from './save-report.ts';

it('writes to no file that a planted link leads to', async () => {
  const planted = await plantLinks('report.json');
  const report = { agentId: 'a1', results: [] } as unknown as VerificationReport;
  try {
    await saveReport(planted.path, report, { agentName: 'one', appVersion: '1' });
    expect(await planted.victim()).toBe('mine');
    expect(JSON.parse(await readFile(planted.path, 'utf8'))).toMatchObject({ agentId: 'a1' });
  } finally {
    await planted.remove();
  }
});
