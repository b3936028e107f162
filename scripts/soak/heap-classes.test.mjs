import { expect, it } from 'vitest';
import { classesOf, growthOf } from './heap-classes.mjs';

/** A snapshot as V8 writes it, of these objects. */
function snapshot(objects) {
  const strings = ['', ...new Set(objects.map(([name]) => name))];
  return {
    snapshot: {
      meta: { node_fields: ['type', 'name', 'id', 'self_size'], node_types: [['hidden', 'object']] },
    },
    nodes: objects.flatMap(([name, bytes, type = 1], id) => [type, strings.indexOf(name), id, bytes]),
    strings,
  };
}

it('adds up objects by class, and names what grew', () => {
  const before = classesOf(
    snapshot([
      ['Agent', 100],
      ['Agent', 100],
      ['x', 8, 0],
    ]),
  );
  expect(before.get('Agent')).toEqual({ count: 2, bytes: 200 });
  expect(before.get('(hidden)')).toEqual({ count: 1, bytes: 8 });
  const after = classesOf(
    snapshot([
      ['Agent', 100],
      ['Stream', 20_480],
      ['Stream', 20_480],
      ['x', 8, 0],
    ]),
  );
  expect(growthOf(before, after)).toEqual(['Stream +2 (+40 KiB)']);
});
