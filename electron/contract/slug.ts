/** The words of a title that fit, for names and tags: "Fix the log-in!" becomes "fix-the-log-in". */
export function slugOf(title: string, maximum: number): string {
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  let slug = '';
  for (const word of words) {
    const longer = slug === '' ? word.slice(0, maximum) : `${slug}-${word}`;
    if (longer.length > maximum) break;
    slug = longer;
  }
  return slug === '' ? 'task' : slug;
}
