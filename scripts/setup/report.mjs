/** One line per fact on stderr, so that stdout stays free for answers (`DOCKER_HOST=…`). */
export function say(line) {
  process.stderr.write(`• ${line}\n`);
}

export function warn(line) {
  process.stderr.write(`! ${line}\n`);
}

/** An error whose message is meant for a person: scripts print it without a stack. */
export class Stop extends Error {}

/** Runs a script's main function and turns its outcome into an exit code (a number is taken as it is). */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    process.stderr.write(error instanceof Stop ? `✗ ${error.message}\n` : `✗ ${error.stack}\n`);
    process.exitCode = 1;
  }
}
