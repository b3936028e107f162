/** The numbers of a container's user, "1000:1000"; root where it has another form. */
export function ownerOf(user: string | undefined): { uid: number; gid: number } {
  const [, uid, gid] = /^(\d+)(?::(\d+))?$/.exec(user ?? '') ?? [];
  return { uid: Number(uid ?? 0), gid: Number(gid ?? 0) };
}
