import { expect, it } from 'vitest';
import { PullProgress } from './pull-progress.ts';

it('sums the layers of a pull as the engine reports them', () => {
  const progress = new PullProgress();
  const states = [
    { id: '24-slim', status: 'Pulling from library/node' },
    { id: 'aaa', status: 'Already exists' },
    { id: 'bbb', status: 'Pulling fs layer' },
    { id: 'ccc', status: 'Pulling fs layer' },
    { id: 'ccc', status: 'Waiting' },
    { id: 'bbb', status: 'Downloading', progressDetail: { current: 10, total: 100 } },
    { id: 'ccc', status: 'Downloading', progressDetail: { current: 50, total: 50 } },
    { id: 'ccc', status: 'Verifying Checksum' },
    { id: 'bbb', status: 'Download complete' },
    { id: 'bbb', status: 'Extracting', progressDetail: { current: 5, total: 100 } },
    { id: 'bbb', status: 'Pull complete' },
    { status: 'Status: Downloaded newer image for node:24-slim' },
  ].map((line) => progress.add(line));
  expect(states.map(({ doneBytes, totalBytes }) => `${doneBytes}/${totalBytes}`).slice(5)).toEqual([
    '10/100',
    '60/150',
    '60/150',
    '150/150',
    '150/150',
    '150/150',
    '150/150',
  ]);
  expect(states.at(-1)).toMatchObject({ layers: 3, layersDone: 2 });
});

it('never counts backwards when a total was not known', () => {
  const progress = new PullProgress();
  progress.add({ id: 'a', status: 'Downloading', progressDetail: { current: 70 } });
  expect(progress.state).toMatchObject({ doneBytes: 70, totalBytes: 70 });
});
