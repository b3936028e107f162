import type { AgentUser } from '../objects/agent-user.ts';

export interface UserFiles {
  /** Contents of /etc/passwd and /etc/group; empty where the image has none. */
  passwd: string;
  group: string;
}

const ROOT: UserFiles = { passwd: 'root:x:0:0:root:/root:/bin/sh\n', group: 'root:x:0:\n' };

/** Lines of colon-separated fields (passwd(5), group(5)). */
function rows(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(':'));
}

function unparse(lines: string[][]): string {
  return lines.map((fields) => `${fields.join(':')}\n`).join('');
}

/** Returns an unused name: "agent", "agent2"… */
function freeName(lines: string[][], requested: string): string {
  const names = new Set(lines.map(([name]) => name));
  for (let n = 1; ; n++) {
    const name = n === 1 ? requested : `${requested}${n}`;
    if (!names.has(name)) return name;
  }
}

/**
 * Adds a passwd entry for the agent's user, because without one ssh, Python's getpass and Node's os.userInfo fail. An
 * existing entry with the uid keeps its name and gets the agent's home: some programs (ssh) read it there and not from
 * $HOME.
 */
export function withUser(files: UserFiles, user: AgentUser, home: string): UserFiles {
  const passwd = rows(files.passwd || ROOT.passwd);
  const group = rows(files.group || ROOT.group);
  const { uid, gid, name } = user;
  const existing = passwd.find((fields) => fields[2] === String(uid));
  if (existing) existing.splice(3, 3, String(gid), existing[4] ?? '', home);
  else {
    passwd.push([freeName(passwd, name), 'x', String(uid), String(gid), '', home, '/bin/sh']);
  }
  if (!group.some((fields) => fields[2] === String(gid))) {
    group.push([freeName(group, name), 'x', String(gid), '']);
  }
  return { passwd: unparse(passwd), group: unparse(group) };
}

/**
 * Resolves an image's `USER` ("node", "1000", "node:staff", empty for root) to its numbers. An unknown name counts as
 * root: its container would not start anyway.
 */
export function resolveUser(imageUser: string, files: UserFiles): AgentUser {
  const [userPart = '', groupPart] = imageUser.split(':');
  const passwd = rows(files.passwd || ROOT.passwd);
  const number = /^\d+$/.test(userPart) ? userPart : undefined;
  const entry = passwd.find((fields) => (number ? fields[2] === number : fields[0] === (userPart || 'root')));
  const uid = Number(number ?? entry?.[2] ?? 0);
  const gid = groupPart ? groupId(groupPart, files.group) : Number(entry?.[3] ?? 0);
  return { uid, gid, name: entry?.[0] ?? (uid === 0 ? 'root' : 'agent') };
}

function groupId(group: string, text: string): number {
  if (/^\d+$/.test(group)) return Number(group);
  return Number(rows(text || ROOT.group).find(([name]) => name === group)?.[2] ?? 0);
}
