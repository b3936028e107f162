export function enginePlace(name: string): { readonly folder: string };
export function testEngineNames(env?: NodeJS.ProcessEnv, folder?: string): string[];
