import { expect, it } from 'vitest';
import type { ContainerSummary } from '../docker/api.ts';
import { isRestored } from './is-restored.ts';

const container = (name: string, State: string, Image: string): ContainerSummary => ({
  Id: name,
  Names: [`/${name}`],
  Image,
  ImageID: '',
  Created: 0,
  State,
  Status: '',
  Labels: {},
});
const previous = container('bulkhead-x-old-a', 'exited', 'bulkhead/base:1');
const restored = (State: string) => container('bulkhead-x', State, 'bulkhead/run:a-7');

it.each([
  ['before the container was set aside', [container('bulkhead-x', 'exited', 'bulkhead/base:1')], false],
  ['once it was set aside', [previous], false],
  ['with a new container that never ran', [previous, restored('created')], false],
  ['once the new container ran', [previous, restored('running')], true],
  ['once the new container ended', [previous, restored('exited')], true],
  ['for an agent that did not run, once the previous container is gone', [restored('created')], true],
  ['from another restoration', [container('bulkhead-x', 'running', 'bulkhead/run:a-6')], false],
])('knows whether a restoration was over: %s', (_, containers, expected) => {
  expect(isRestored('a', { at: 7, isFinal: false }, containers)).toBe(expected);
});

it('takes a restoration that was declared final for over, whatever container the agent has had since', () => {
  const recreated = container('bulkhead-x', 'exited', 'bulkhead/base:2');
  expect(isRestored('a', { at: 7, isFinal: true }, [recreated])).toBe(true);
});
