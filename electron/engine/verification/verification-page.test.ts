import { expect, it } from 'vitest';
import type { VerificationReport } from '../../contract/isolation.ts';
import { verificationPage } from './verification-page.ts';

const report: VerificationReport = {
  agentId: 'c0ffee',
  startedAt: Date.parse('2026-01-02T03:04:05Z'),
  finishedAt: Date.parse('2026-01-02T03:04:09.5Z'),
  trigger: 'schedule',
  probes: [
    { id: 'user', name: 'User', expected: 'Not root', observed: 'uid 1000', verdict: 'pass' },
    {
      id: 'root',
      name: 'Root',
      expected: 'Refused',
      observed: '<script>alert("x")</script>',
      verdict: 'fail',
    },
  ],
  open: [
    { id: 'root', name: 'Root' },
    { id: 'ping', name: 'Ping & <b>' },
  ],
};
const page = verificationPage(report, { agentName: '<img src=x onerror=y>', appVersion: '1.2.3' });

it('tells what was tried, when, and what came of it, failures first', () => {
  expect(page).toContain('2026-01-02 03:04:05 UTC · took 4.5 s · On schedule');
  expect(page).toContain('<strong>1 failed</strong>, 1 passed, 0 inconclusive');
  expect(page.indexOf('>Fail<')).toBeLessThan(page.indexOf('>Pass<'));
  expect(page).toContain('Failed earlier and not passed since: Ping &amp; &lt;b&gt;.');
});

it('holds no script and loads nothing, whatever an agent said', () => {
  expect(page).not.toMatch(/<script|<img|<link|src=["']|url\(|href/i);
  expect(page).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
  expect(page).toContain("default-src 'none'");
});
