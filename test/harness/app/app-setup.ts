import { ensureTestUser } from '../../../scripts/app/test-user.mjs';
import setup from '../engine/engine-setup.ts';

/** Playwright's global set-up: that of the engine tests, and work that the workers would otherwise do at the same time. */
export default function setupApp(): () => Promise<void> {
  if (process.getuid?.() === 0) ensureTestUser();
  return setup();
}
