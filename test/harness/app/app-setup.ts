import { ensureTestUser } from '../../../scripts/app/test-user.mjs';
import setup from '../engine/engine-setup.ts';

/** Playwright's global set-up: as for the engine tests, and once what the workers would otherwise do at the same time. */
export default function setupApp(): () => Promise<void> {
  if (process.getuid?.() === 0) ensureTestUser();
  return setup();
}
