import { expect, it } from 'vitest';
import { BASIC_TYPES } from '../../contract/basic-types.ts';
import { defaultSpec } from '../../contract/presets.ts';
import { settledSpec } from './check-agent.ts';

const TYPE = { ...BASIC_TYPES.shell, start: ['tool'], startWithoutAsking: ['tool', '--yes'] };
const settled = (type: typeof TYPE | undefined, part: object) =>
  settledSpec(
    {
      images: { withCurrentImage: async (spec) => spec },
      types: { usable: async () => type },
    },
    { ...defaultSpec('shell', 'balanced'), ...part },
    new AbortController().signal,
  );

it('starts the program as the spec says that it acts, not as its start command says', async () => {
  const start = TYPE.startWithoutAsking;
  expect(await settled(TYPE, { start, actsWithoutAsking: false })).toMatchObject({ start: TYPE.start });
  expect(await settled(TYPE, { start: TYPE.start, actsWithoutAsking: true })).toMatchObject({ start });
});

it('leaves a spec alone whose type is gone', async () => {
  const part = { start: ['tool', '--yes'], actsWithoutAsking: true };
  expect(await settled(undefined, part)).toMatchObject(part);
});
