import { expect, it } from 'vitest';
import { entryOf, ruleOf } from './blocked-target.ts';

const web = { host: 'a.test', port: 443 };
const target = { host: 'a.test', port: 8443 };

it('names the port of a blocked host only when it is none of the web’s', () => {
  expect([web, { ...web, port: 80 }, target].map(entryOf)).toEqual(['a.test', 'a.test', 'a.test:8443']);
});

it('makes a rule of every port of a web host, and of one port of another service', () => {
  expect(ruleOf(web, 'deny')).toEqual({ effect: 'deny', host: 'a.test' });
  expect(ruleOf(target, 'allow')).toEqual({ effect: 'allow', host: 'a.test', ports: [8443] });
});
