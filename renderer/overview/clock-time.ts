/** "14:05" or "14:05:30", always in 24 hours, so that every time has the same width. */
export function clockTime(at: number, withSeconds: boolean): string {
  return new Date(at).toLocaleTimeString([], {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(withSeconds ? { second: '2-digit' } : {}),
  });
}
