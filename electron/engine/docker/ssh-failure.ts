import type { AppError } from '../../contract/error.ts';
import { printable } from '../../lib/printable.ts';
import { actions } from './error-rules.ts';

/** Above a failure, ssh prints banners and warnings; its last lines say what failed. */
const SHOWN_LINES = 3;
const SHOWN_CHARACTERS = 300;

/** Where a failure of the `ssh` process begins, in the text of its error. */
export const SSH_PREFIX = 'ssh: ';

/** Turns the error output of `ssh` into an error that repeats what ssh said. Pure. */
export function describeSshFailure(text: string): AppError {
  const said = text.startsWith(SSH_PREFIX) ? text.slice(SSH_PREFIX.length) : text;
  return {
    type: /permission denied/i.test(said) ? 'engine-permission-denied' : 'engine-unreachable',
    message: `${advice(said)} ssh said: “${lastLines(said)}”.`,
    actions: [actions.retry, actions.chooseSocket],
    raw: text,
  };
}

function advice(said: string): string {
  if (/Permission denied \(/.test(said))
    return 'The SSH server of the engine refused the log-in. Check the user name and that your key is loaded in the SSH agent.';
  if (/permission denied/i.test(said))
    return 'The user at the other end may not use Docker’s socket there. Add it to the “docker” group of that machine.';
  if (/Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED/.test(said))
    return 'SSH does not know this host’s key. Connect once with ssh in a terminal, check the key, then try again.';
  if (/Could not resolve hostname/i.test(said))
    return 'The engine’s host name cannot be resolved. Check the address and the network.';
  if (/docker: (command )?not found|docker: No such file|unknown command/i.test(said))
    return 'The machine has no docker program that ssh finds. Install Docker’s command line there.';
  if (/cannot be started: .*ENOENT/.test(said))
    return 'There is no ssh program on this machine. Install OpenSSH’s client, or put it on the PATH.';
  return 'The connection by SSH failed.';
}

function lastLines(said: string): string {
  const lines = said
    .split(/\r?\n|\r/)
    .map((line) => printable(line).trim())
    .filter((line) => line !== '');
  return lines.slice(-SHOWN_LINES).join(' ').slice(-SHOWN_CHARACTERS).replace(/\.$/, '');
}
