import { describe, expect, it } from 'vitest';
import { sampleAt } from '../../electron/contract/stats.fixture.ts';
import type { Sample } from '../../electron/contract/stats.ts';
import { figuresOf } from './figures.ts';
import { scaleTop, toGraphData, withSample } from './graph-data.ts';

const lines = [{ label: 'Processes', valueOf: ({ pids }: Sample) => pids }];

describe('toGraphData', () => {
  it('joins what was watched and breaks where nothing was', () => {
    expect(toGraphData([sampleAt(0), sampleAt(5000), sampleAt(60_000)], lines)).toEqual([
      [0, 5000, 5001, 60_000],
      [1, 1, null, 1],
    ]);
    expect(toGraphData([], lines)).toEqual([[], []]);
  });
});

it('keeps one range of samples, in order', () => {
  let samples: Sample[] = [];
  for (let second = 0; second < 200; second++) samples = withSample(samples, sampleAt(second * 1000), 60_000);
  expect(samples.length).toBeLessThan(80);
  expect(withSample(samples, sampleAt(0), 60_000)).toEqual(samples);
  expect(withSample(samples, sampleAt(9e6), 60_000)).toHaveLength(1);
});

it.each([
  [{ limit: { value: 512, label: '' }, floor: 16, binary: true }, 100, 512],
  [{ limit: { value: 512, label: '' }, floor: 16, binary: true }, 600, 1024],
  [{ floor: 4096, binary: true }, 0, 4096],
  [{ floor: 4096, binary: true }, 5000, 8192],
  [{ floor: 8, binary: false }, 30, 50],
])('ends the scale of %j with %d at %d', (figure, highest, top) => {
  expect(scaleTop([[0], [highest]], figure)).toBe(top);
});

describe('figuresOf', () => {
  const text = (cpus: number, hostCpus: number | undefined, percent: number) => {
    const [cpu] = figuresOf({ limits: { cpus, memoryBytes: 0, pids: 0 } }, hostCpus);
    const reading = sampleAt(0, { cpuPercent: percent });
    const value = cpu?.lines[0]?.valueOf(reading) ?? 0;
    return [cpu?.format(value).value, ...(cpu?.remarks(reading) ?? []), cpu?.limit?.label];
  };

  it('counts CPU against the limit and the host', () => {
    expect(text(2, 8, 100)).toEqual(['50', 'of its 2 CPUs', '13 % of the host (8 CPUs)', 'limit 2 CPUs']);
    expect(text(0.5, 2, 50)).toEqual([
      '100',
      'of its 0.5 CPUs',
      '25 % of the host (2 CPUs)',
      'limit 0.5 CPUs',
    ]);
    expect(text(0, 4, 100)).toEqual(['25', 'No limit', '25 % of the host (4 CPUs)', undefined]);
    expect(text(1, undefined, 100)).toEqual(['100', 'of its 1 CPU', 'limit 1 CPU']);
  });
});
