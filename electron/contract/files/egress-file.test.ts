import { expect, it } from 'vitest';
import documentation from '../../../docs/egress-file.md?raw';
import { egressFileSchema, setsFileSchema } from './egress-file.ts';
import { readYaml } from './read-yaml.ts';

it('reads the examples of its documentation', () => {
  const [agent = '', sets = ''] = [...documentation.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml]) => yaml);
  expect(readYaml(agent, egressFileSchema)).toMatchObject({ ok: true });
  expect(readYaml(sets, setsFileSchema)).toMatchObject({ ok: true });
});
