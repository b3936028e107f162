import { useEffect } from 'react';
import { followChoices } from '../console/console-focus.ts';
import { followAgentsOfConsoles } from '../console/consoles.ts';

/** Lets the consoles follow what happens in the rest of the window. Shows nothing; used once in the app. */
export function ConsoleFollowers() {
  useEffect(followAgentsOfConsoles, []);
  useEffect(followChoices, []);
  return null;
}
