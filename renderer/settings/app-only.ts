/** The hint of a setting that a browser shows and cannot change. */
export const APP_ONLY = 'Only the app changes it: somebody must agree to it on its machine.';
