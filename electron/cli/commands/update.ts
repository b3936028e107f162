import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { AGENT, command, flag, one, text } from '../definition.ts';
import { RefusedError, UsageError } from '../exit-code.ts';
import { runOperation } from '../operation.ts';
import { isolationFrom, limitsFrom } from '../update-options.ts';
import { yesOrNo } from '../values.ts';

export const update = command({
  name: 'update',
  summary: 'Change the limits and the sandbox of an agent',
  details: [
    'Limits change while it runs. Everything else needs a new container, which `--recreate` allows: the workspace, the home folder and what was written outside volumes are kept.',
    'What it may reach is changed by “bulkhead egress”, its ports by “port”, its group by “group”, and its life by “life”.',
  ],
  arguments: { agent: one(AGENT) },
  options: {
    memory: text('-m, --memory <size>', 'Memory limit, such as 512m or 2g'),
    cpus: text('--cpus <number>', 'CPU limit, such as 0.5'),
    pids: text('--pids <number>', 'Limit of processes'),
    tmpSize: text('--tmp-size <size>', 'Size of /tmp, such as 100m or 1g, in memory and within its limit'),
    runtime: text('--runtime <name>', 'Runtime of the engine, such as runsc; “default”: the engine’s own'),
    readOnlyRoot: text('--read-only-root <yes|no>', 'Whether its root file system is read-only'),
    dropCapabilities: text('--drop-capabilities <yes|no>', 'Whether it has no capabilities'),
    newPrivileges: text('--new-privileges <yes|no>', 'Whether setuid programs may get privileges'),
    nonRoot: text('--non-root <yes|no>', 'Whether it runs as you and never as root'),
    actWithoutAsking: text('--act-without-asking <yes|no>', 'Whether its program acts without asking'),
    seccomp: text('--seccomp <profile>', 'default, tightened, or a file with a profile (JSON)'),
    recreate: flag('--recreate', 'Make a new container where that is needed'),
    discard: flag('--discard', 'Do not keep what was written outside volumes in the new container'),
  },
  examples: [
    { line: 'bulkhead update demo --memory 256m --cpus 0.5', does: 'Changes both limits at once' },
    { line: 'bulkhead update demo --read-only-root no --recreate', does: 'Makes a new container' },
  ],
  run: async ({ args, options }, context) => {
    const resources = limitsFrom(options);
    const file =
      options.seccomp === undefined || ['default', 'tightened'].includes(options.seccomp)
        ? undefined
        : { name: basename(options.seccomp), text: await readProfile(options.seccomp) };
    const isolation = isolationFrom(options, file?.name);
    const acts = yesOrNo('--act-without-asking', options.actWithoutAsking);
    const needsRecreation = Object.keys(isolation).length > 0 || acts !== undefined;
    if (!needsRecreation && Object.keys(resources).length === 0) throw new UsageError('Name what to change.');
    if (needsRecreation && !options.recreate)
      throw new RefusedError('That needs a new container, which --recreate allows. Nothing was changed.');
    const opened = await context.session();
    const { id: agentId, name } = await opened.agent(args.agent);
    const { client } = opened;
    if (needsRecreation) {
      const change = {
        isolation,
        resources,
        ...(acts === undefined ? {} : { actsWithoutAsking: acts }),
        keepWritableLayer: !options.discard,
        ...(file ? { seccompProfile: file.text } : {}),
      };
      await runOperation(opened, context, () =>
        client.call('agent.recreate', { agentId, change }, context.signal),
      );
    } else await client.call('agent.update', { agentId, change: { resources } }, context.signal);
    context.output.result(await opened.agent(agentId), () => [name]);
    return 0;
  },
});

async function readProfile(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UsageError(`--seccomp: ${error instanceof Error ? error.message : String(error)}`);
  });
}
