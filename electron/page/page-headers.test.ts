import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CONTENT_SECURITY_POLICY } from './page-headers.ts';

it('allows the inline script of the page, and no other', () => {
  const page = readFileSync(new URL('../../renderer/index.html', import.meta.url), 'utf8');
  const scripts = [...page.matchAll(/<script>(.*?)<\/script>/gs)].map(([, script = '']) => script);
  const hashes = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  expect(hashes).toHaveLength(1);
  expect(CONTENT_SECURITY_POLICY).toContain(`script-src 'self' ${hashes[0]};`);
});
