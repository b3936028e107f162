export function testEngineNames(env?: NodeJS.ProcessEnv, folder?: string): string[];
