import type { Clock } from '../../lib/clock.ts';
import type { Engine } from '../docker/engine.ts';
import type { LivePreferences } from '../preferences/live-preferences.ts';
import { Toolbox } from './toolbox.ts';

/** Short-lived helper containers with git and tar. */
export function createToolbox(deps: {
  engine(): Engine;
  preferences: LivePreferences;
  assetsPath: string;
  version: string;
  clock: Clock;
}) {
  const { engine, preferences, assetsPath, version, clock } = deps;
  const source = { assetsPath, version, base: () => preferences.current.gatewayBase };
  return { toolbox: new Toolbox({ engine, source, clock }) };
}
