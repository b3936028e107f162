export function checkoutEngineName(folder?: string): string;
