/** Where an agent's home volume is mounted. */
export const HOME_PATH = '/home/agent';
/** Where an agent finds its workspace. */
export const WORKSPACE_PATH = '/workspace';
/** A file that is on every engine's machine. Mounted over another file it hides that. */
export const EMPTY_FILE = '/dev/null';
