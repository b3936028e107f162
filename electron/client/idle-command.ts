/** The main program of an agent that only runs what it is told to: it sleeps as long as a container can. */
export const IDLE_COMMAND: readonly string[] = ['sleep', '2147483647'];
