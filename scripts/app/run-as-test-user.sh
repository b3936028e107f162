#!/bin/sh
# Starts the app as the ordinary user of the tests. Programs that drive the app start this in its place and
# give their own environment; setpriv replaces itself, so that they hold the app's own process.
# BULKHEAD_KEYRING=1 gives the app a session bus with an unlocked keyring.
set -e
as_user="setpriv --reuid=$BULKHEAD_TEST_USER --regid=$BULKHEAD_TEST_USER --init-groups"
if [ "$BULKHEAD_KEYRING" = 1 ]; then
  exec $as_user dbus-run-session -- sh -c '
    printf "\n" | gnome-keyring-daemon --unlock --components=secrets >/dev/null
    exec "$@"' sh "$BULKHEAD_APP" "$@"
fi
exec $as_user "$BULKHEAD_APP" "$@"
