import { expect, it } from 'vitest';
import { MANUAL_LIFE } from '../../electron/contract/agent-life.ts';
import { lifeFormOf, lifeFrom } from './life-form.ts';

const typed = (idleStopMinutes: string) => lifeFrom({ ...lifeFormOf(MANUAL_LIFE), idleStopMinutes });

it('takes an empty field for never, and gives back what it was given', () => {
  expect(typed(' ')).toEqual({ life: MANUAL_LIFE });
  const life = { ...MANUAL_LIFE, idleStopMinutes: 30, startOnLaunch: true };
  expect(lifeFrom(lifeFormOf(life))).toEqual({ life });
});

it.each(['soon', '0', '1.5', '-3', '1441'])('says what is wrong with %j', (text) => {
  expect(typed(text)).toHaveProperty('problem');
});
