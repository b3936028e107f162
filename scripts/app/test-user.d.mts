export function ensureTestUser(): { name: string; uid: number; gid: number; home: string };
