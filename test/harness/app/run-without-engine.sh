#!/bin/sh
# Starts the app as the ordinary user of the tests, who sees no engine of this machine and may open the network device, so
# that the app can have an engine of its own.
exec unshare --mount --propagation private sh -c '
  mount -t tmpfs tmpfs /dev/net
  mknod -m 666 /dev/net/tun c 10 200
  if [ -e /run/docker.sock ]; then mount --bind /dev/null /run/docker.sock; fi
  exec "$@"' sh "$(dirname "$0")/../../../scripts/app/run-as-test-user.sh" "$@"
