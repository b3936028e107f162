export function isDebianRoot(): boolean;
