import { version } from '../../package.json' with { type: 'json' };

/** The app's version, put in at build time. */
export const VERSION: string = version;
