/**
 * Inspects the sandbox from inside in plain POSIX shell, with only /proc, /sys and the image's own tools. Prints
 * "key<TAB>value" lines. Reverts at once every change that succeeds.
 */
export const CONTAINER_SCRIPT = `
say() { printf '%s\\t%s\\n' "$1" "$2"; }
try() { key=$1; shift; if "$@" >/dev/null 2>&1; then say "$key" yes; else say "$key" no; fi; }
has() { command -v "$1" >/dev/null 2>&1; }

while read -r key value; do
  case $key in CapInh:|CapPrm:|CapEff:|CapBnd:|CapAmb:|NoNewPrivs:|Seccomp:|Uid:) say "\${key%:}" "$value";; esac
done </proc/self/status

while read -r id parent device root target options rest; do
  [ "$target" = / ] && say root.options "$options"
  case $root in *docker*.sock|*podman*.sock|*containerd*.sock|*crio*.sock) say socket "$target";; esac
done </proc/self/mountinfo
for path in /var/run/docker.sock /run/docker.sock /run/podman/podman.sock /run/containerd/containerd.sock; do
  [ -S "$path" ] && say socket "$path"
done

# In a subshell: a failed redirection of a special builtin ends a POSIX shell.
write_root() { ( : >/.bulkhead-verify ) && rm -f /.bulkhead-verify; }
try root.write write_root
read -r swappiness </proc/sys/vm/swappiness
# The same value again: harmless where it works.
write_setting() { echo "$swappiness" >/proc/sys/vm/swappiness; }
try settings.write write_setting

for place in /mnt /media /srv /opt /tmp; do [ -d "$place" ] && break; done
if has mount; then
  if mount -t tmpfs none "$place" >/dev/null 2>&1; then umount "$place"; say mount yes; else say mount no; fi
else say mount missing; fi
if has unshare; then
  if unshare -U true >/dev/null 2>&1 || unshare -m true >/dev/null 2>&1; then say unshare yes; else say unshare no; fi
else say unshare missing; fi

node=/tmp/.bulkhead-verify
if has mknod; then
  if mknod "$node" b 7 0 >/dev/null 2>&1; then rm -f "$node"; say mknod yes; else say mknod no; fi
else say mknod missing; fi
for file in /dev/*; do
  case $file in /dev/mem|/dev/kmem|/dev/port|/dev/kmsg|/dev/kvm|/dev/fuse) [ -e "$file" ] && say device "$file";; esac
  [ -b "$file" ] && say device "$file"
done

# The engine hides these behind /dev/null; an empty or unreadable one tells nothing either.
for file in /proc/kcore /proc/keys /proc/timer_list; do
  [ -e "$file" ] && [ ! -c "$file" ] && [ -r "$file" ] && say kernel-file "$file"
done
say kernel-files seen

limit() { key=$1; shift; for file in "$@"; do
  if [ -r "$file" ]; then read -r value <"$file"; say "$key" "$value"; return; fi
done; }
limit limit.memory /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes
limit limit.pids /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max
limit limit.cpu-max /sys/fs/cgroup/cpu.max
limit limit.cpu-quota /sys/fs/cgroup/cpu/cpu.cfs_quota_us
limit limit.cpu-period /sys/fs/cgroup/cpu/cpu.cfs_period_us

while read -r address index prefix scope flags device; do
  [ "$device" != lo ] && say ipv6 "$device"
done 2>/dev/null </proc/net/if_inet6
for tool in node bash timeout nc ping nslookup getent; do has "$tool" && say "tool.$tool" yes; done
say done yes
`;
