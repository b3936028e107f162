import { expect, it } from 'vitest';
import { checkEgress, policyFor, withoutExpired } from './policy.ts';

const egress = {
  mode: 'allowlist' as const,
  allowedDomains: ['**.example.com', 'db.test:5432'],
  temporary: [
    { host: 'once.test', expiresAt: 2_000 },
    { host: 'over.test:8443', expiresAt: 1_000 },
  ],
};

it('makes a rule of each host, and lets the temporary ones end', () => {
  expect(policyFor('a', '10.0.0.2', egress).rules).toEqual([
    { id: 'agent:0', effect: 'allow', host: '**.example.com' },
    { id: 'agent:1', effect: 'allow', host: 'db.test', ports: [5432] },
    {
      ...{ id: 'temporary:0', effect: 'allow', host: 'once.test' },
      ...{ expiresAt: 2_000, origin: { kind: 'answer' } },
    },
    {
      ...{ id: 'temporary:1', effect: 'allow', host: 'over.test', ports: [8443] },
      ...{ expiresAt: 1_000, origin: { kind: 'answer' } },
    },
  ]);
});

it('drops what has expired', () => {
  expect(withoutExpired(egress, 1_000).temporary).toEqual([{ host: 'once.test', expiresAt: 2_000 }]);
  expect(withoutExpired(egress, 2_000)).toEqual({ mode: 'allowlist', allowedDomains: egress.allowedDomains });
});

it.each(['http://x', '', 'a..b', 'x:0', 'x:70000'])('refuses the temporary host "%s"', (host) => {
  expect(() => checkEgress({ ...egress, temporary: [{ host, expiresAt: 1 }] })).toThrow();
});
