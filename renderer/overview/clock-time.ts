/** "14:05" or "14:05:30": 24 hours everywhere, as wide at every time of day. */
export function clockTime(at: number, withSeconds: boolean): string {
  return new Date(at).toLocaleTimeString([], {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(withSeconds ? { second: '2-digit' } : {}),
  });
}
