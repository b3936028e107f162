import type { CommandDefinition } from './definition.ts';

type Load = () => Promise<readonly CommandDefinition[]>;

/** By the first word of the command. Each is a separate chunk, so that a command loads only the code that it needs. */
export const COMMANDS: Readonly<Record<string, Load>> = {
  ls: async () => [(await import('./commands/ls.ts')).ls],
  inspect: async () => [(await import('./commands/inspect.ts')).inspect],
  run: async () => [(await import('./commands/run.ts')).run],
  create: async () => [(await import('./commands/create.ts')).create],
  start: async () => [(await import('./commands/lifecycle.ts')).start],
  stop: async () => [(await import('./commands/lifecycle.ts')).stop],
  restart: async () => [(await import('./commands/lifecycle.ts')).restart],
  pause: async () => [(await import('./commands/lifecycle.ts')).pause],
  unpause: async () => [(await import('./commands/lifecycle.ts')).unpause],
  exec: async () => [(await import('./commands/exec.ts')).exec],
  console: async () => [(await import('./commands/console.ts')).consoleCommand],
  rm: async () => [(await import('./commands/rm.ts')).rm],
  logs: async () => [(await import('./commands/logs.ts')).logs],
  stats: async () => [(await import('./commands/stats.ts')).stats],
  egress: async () => (await import('./commands/egress.ts')).egress,
  verify: async () => [(await import('./commands/verify.ts')).verify],
  changes: async () => [(await import('./commands/changes.ts')).changes],
  apply: async () => [(await import('./commands/apply.ts')).apply],
  branch: async () => [(await import('./commands/branch.ts')).branch],
  snapshot: async () => (await import('./commands/snapshot.ts')).snapshot,
  restore: async () => [(await import('./commands/restore.ts')).restore],
  fork: async () => [(await import('./commands/fork.ts')).fork],
  group: async () => [(await import('./commands/group.ts')).group],
  port: async () => [(await import('./commands/port.ts')).port],
  cp: async () => [(await import('./commands/cp.ts')).cp],
  life: async () => [(await import('./commands/life.ts')).life],
  activity: async () => [(await import('./commands/activity.ts')).activity],
  types: async () => [(await import('./commands/types.ts')).types],
  images: async () => [(await import('./commands/images.ts')).images],
  disk: async () => [(await import('./commands/disk.ts')).disk],
  secret: async () => [(await import('./commands/secret.ts')).secret],
  token: async () => (await import('./commands/token.ts')).token,
  'ssh-config': async () => [(await import('./commands/ssh-config.ts')).sshConfigCommand],
  'ssh-proxy': async () => [(await import('./commands/ssh-proxy.ts')).sshProxy],
  serve: async () => [(await import('./commands/serve.ts')).serve],
  web: async () => (await import('./commands/web.ts')).web,
  approvals: async () => [(await import('./commands/approvals.ts')).approvals],
  mcp: async () => [(await import('./commands/mcp.ts')).mcp],
  doctor: async () => [(await import('./commands/doctor.ts')).doctor],
  completion: async () => [(await import('./commands/completion.ts')).completion],
};

/** Every command, in the order of the help. */
export async function allCommands(): Promise<CommandDefinition[]> {
  return (await Promise.all(Object.values(COMMANDS).map((load) => load()))).flat();
}
