export function ensureElectronDist(): Promise<{ folder: string; version: string; official: boolean }>;
