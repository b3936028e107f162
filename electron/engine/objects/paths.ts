/** Mount point of an agent's home volume. */
export const HOME_PATH = '/home/agent';
/** Mount point of an agent's workspace. */
export const WORKSPACE_PATH = '/workspace';
/** A file that exists on every engine's machine. Mounted over another file, it hides that file. */
export const EMPTY_FILE = '/dev/null';
