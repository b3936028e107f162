import { expect, it } from 'vitest';
import page from '../../../docs/agent-file.md?raw';
import { agentFileSchema } from './agent-file.ts';
import { readYaml } from './read-yaml.ts';

it('reads the example of its documentation', () => {
  const example = /```yaml\n([^`]*)```/.exec(page)?.[1] ?? '';
  expect(readYaml(example, agentFileSchema)).toMatchObject({ ok: true, value: { name: 'mender' } });
});
