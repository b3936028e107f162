import { load } from 'js-yaml';
import { expect, it } from 'vitest';
import { defaultSpec } from '../../contract/presets.ts';
import { chooseSubnet } from '../objects/subnet.ts';
import { compile } from '../sandbox/compile.ts';
import { facts } from '../sandbox/facts.fixture.ts';
import { composeFile } from './compose.ts';

function exported(group: string | null) {
  const spec = { ...defaultSpec('shell', 'balanced'), name: 'otter', group };
  const subnet = chooseSubnet('otter', []);
  const person = { uid: 1000, gid: 1000, name: 'agent' };
  const { text, notes } = composeFile(
    spec,
    compile(spec, facts, { agentId: 'otter', version: '1', person, subnet }),
  );
  // The file is plain YAML of our own making.
  return { file: load(text) as { services: { agent: unknown }; networks: unknown }, notes };
}

it('gives agents of several files the network of their group', () => {
  const { file, notes } = exported('web');
  const aliases = ['otter', 'otter.agents.internal'];
  expect(file.services.agent).toMatchObject({ networks: { inside: {}, group: { aliases } } });
  expect(file.networks).toMatchObject({
    group: {
      name: 'group-web',
      internal: true,
      driver_opts: { 'com.docker.network.bridge.inhibit_ipv4': 'true' },
    },
  });
  expect(notes.join(' ')).toContain('group “web”');
  expect(exported(null).file.networks).toEqual({ inside: expect.anything() });
});
