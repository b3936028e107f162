import { expect, it } from 'vitest';
import { promptCommandOf } from './prompt-command.ts';

it('puts the prompt where the type says, as one argument and as it is', () => {
  const prompt = 'Say "$&" {prompt};\nrm -rf /';
  expect(promptCommandOf(['tool', '--print', '{prompt}'], prompt)).toEqual(['tool', '--print', prompt]);
  expect(promptCommandOf(['tool', '--ask={prompt}'], prompt)).toEqual(['tool', `--ask=${prompt}`]);
});

it('lets no prompt pass for an option or a command', () => {
  expect(promptCommandOf(['tool', '{prompt}'], 'review')).toEqual(['tool', ' review']);
  expect(promptCommandOf(['tool', '{prompt}'], 'review it')).toEqual(['tool', 'review it']);
  expect(promptCommandOf(['tool', '{prompt}'], '--help')).toEqual(['tool', ' --help']);
  expect(promptCommandOf(['tool', '--ask={prompt}'], '--help')).toEqual(['tool', '--ask=--help']);
});
