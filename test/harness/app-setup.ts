import setup from './engine-setup.ts';

/** Playwright's global set-up: the same engine, and the same proof at the end, as for the engine tests. */
export default setup;
