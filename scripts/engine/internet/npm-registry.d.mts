export const NPM_TOKEN: string;
