/** Scripts that print attributes of files, for a shell in the agent. Paths are absolute and quoted. */
export interface AttributeScripts {
  /** Prints the attributes of one file. Fails with the reason on the output. */
  one(path: string, follow: boolean): string;
  /** Prints the entries of the present folder; leaves out those that are gone meanwhile. */
  entries: string;
  /** Prints `uid:gid` of a file. */
  owner(path: string, follow: boolean): string;
}

/** Type and permissions, size, owner, group, times of access and change. */
const STAT_FORMAT = '%f %s %u %g %X %Y';

const stat: AttributeScripts = {
  one: (path, follow) => `stat ${follow ? '-L ' : ''}-c '${STAT_FORMAT}' ${path}`,
  entries: `find . -mindepth 1 -maxdepth 1 -exec stat -c '%n//${STAT_FORMAT}' {} + 2>/dev/null; true`,
  owner: (path, follow) => `stat ${follow ? '-L ' : ''}-c %u:%g ${path}`,
};

const FIND_FORMAT = '%y %m %s %U %G %A@ %T@\\n';

const find: AttributeScripts = {
  // A link that leads nowhere is a link to "find -L", and nothing to "stat -L".
  one: (path, follow) =>
    follow
      ? `{ [ -e ${path} ] || true <${path}; } && find -L ${path} -maxdepth 0 -printf '${FIND_FORMAT}'`
      : `find ${path} -maxdepth 0 -printf '${FIND_FORMAT}'`,
  entries: `find . -mindepth 1 -maxdepth 1 -printf './%P//${FIND_FORMAT}' 2>/dev/null; true`,
  owner: (path, follow) => `find ${follow ? '-L ' : ''}${path} -maxdepth 0 -printf %U:%G`,
};

/** Prints which of the scripts work here. */
export const CHOOSE_SCRIPTS = `if stat -c %f / >/dev/null 2>&1; then echo stat; else echo find; fi`;

/**
 * The scripts for what `CHOOSE_SCRIPTS` printed. GNU's `stat` works nowhere under a gVisor of before 2023, which refuses
 * a flag of its system call (`AT_NO_AUTOMOUNT`); busybox has no `find -printf`.
 */
export function attributeScripts(chosen: string): AttributeScripts {
  return chosen.trim() === 'find' ? find : stat;
}
