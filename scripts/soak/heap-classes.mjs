/**
 * What a heap snapshot holds: bytes and objects of each class.
 * @param {{ snapshot: { meta: { node_fields: string[], node_types: [string[]] } }, nodes: number[], strings: string[] }} snapshot as V8 writes it
 * @returns {Map<string, { count: number, bytes: number }>}
 */
export function classesOf({ snapshot: { meta }, nodes, strings }) {
  const [typeAt, nameAt, sizeAt] = ['type', 'name', 'self_size'].map((field) =>
    meta.node_fields.indexOf(field),
  );
  const types = meta.node_types[0];
  const classes = new Map();
  for (let at = 0; at < nodes.length; at += meta.node_fields.length) {
    const type = types[nodes[at + typeAt]];
    const name = type === 'object' ? strings[nodes[at + nameAt]] : `(${type})`;
    const entry = classes.get(name) ?? { count: 0, bytes: 0 };
    entry.count += 1;
    entry.bytes += nodes[at + sizeAt];
    classes.set(name, entry);
  }
  return classes;
}

/** The classes that grew most, in words. */
export function growthOf(before, after, count = 6) {
  return [...after]
    .map(([name, { count, bytes }]) => ({
      name,
      count: count - (before.get(name)?.count ?? 0),
      bytes: bytes - (before.get(name)?.bytes ?? 0),
    }))
    .filter(({ bytes }) => bytes > 10_000)
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, count)
    .map(({ name, count, bytes }) => `${name} ${signed(count)} (${signed(Math.round(bytes / 1024))} KiB)`);
}

const signed = (value) => (value > 0 ? `+${value}` : String(value));
