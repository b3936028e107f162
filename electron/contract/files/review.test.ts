import { expect, it } from 'vitest';
import { bareEgress } from '../agent-spec.ts';
import { egressFileOf } from './egress-file.ts';
import { reviewEgress, reviewSets } from './review.ts';

const before = egressFileOf({ ...bareEgress('allowlist', ['a.test', 'b.test']), sets: ['npm'] });

it('lists what a file adds and takes away, and what to know about it', () => {
  const after = {
    ...before,
    mode: 'full' as const,
    allowedDomains: ['a.test'],
    rules: [{ effect: 'deny' as const, host: 'ads.test', note: 'no ads' }],
    sets: ['npm', 'gone'],
    services: [{ name: 'Ollama', host: 'models.internal', address: 'engine-host' as const, port: 1 }],
  };
  const known = [{ id: 'npm', name: 'npm', description: '', rules: [] }];
  expect(reviewEgress(before, after, known)).toEqual({
    added: [
      'Egress Full',
      'Deny ads.test: everything # no ads',
      'Set gone',
      'Host service Ollama: models.internal:1 is engine-host',
    ],
    removed: ['Egress Allowlist', 'Allowed domain b.test'],
    warnings: [
      'There is no set “gone” here: it allows nothing until there is one.',
      '“Ollama” opens a way into your own network.',
    ],
  });
  expect(reviewEgress(before, before, known)).toEqual({ added: [], removed: [], warnings: [] });
});

it('warns of a set that agents use and that would go', () => {
  const set = (id: string) => ({ id, name: id.toUpperCase(), description: '', rules: [] });
  const sets = { version: 1 as const, sets: [set('a'), set('b')] };
  const review = reviewSets(sets, { version: 1, sets: [] }, new Set(['a']));
  expect(review.removed).toEqual(['Set a “A”', 'Set b “B”']);
  expect(review.warnings).toEqual(['Agents use “A”: without it they lose what it allows, at once.']);
});
