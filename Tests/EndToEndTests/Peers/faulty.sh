#!/bin/sh
# A child that behaves badly, in the way its first argument names. Everything it does is bounded in time and bytes;
# the second argument is the program under test, for the modes that are a real server with something odd around it.
case "$1" in
junk)
  # Lines that are no messages, a NUL, bytes that are no UTF-8, and half a line; then it listens and says nothing.
  printf 'starting up, please wait\n{"jsonrpc":"2.0"\n[]\n\000\000\n\377\376\300\200\n{"half":'
  cat >/dev/null
  ;;
junk-then-serves)
  printf 'Welcome to my server!\n\377\376\n\n'
  exec "$2" serve everything
  ;;
exits)
  echo 'cannot open the database: no such file' >&2
  exit 3
  ;;
silent)
  cat >/dev/null
  ;;
stubborn)
  # Ignores SIGTERM and the end of its input, and so do its children.
  trap '' TERM HUP INT
  count=0
  while [ "$count" -lt 600 ]; do
    sleep 0.1
    count=$((count + 1))
  done
  ;;
grandchild)
  # Leaves a child of its own behind that ignores the polite signals.
  (
    trap '' TERM HUP INT
    sleep 60
  ) >/dev/null 2>&1 &
  exec "$2" serve everything
  ;;
floods-stderr)
  # 50 MB of lines, then one line of 1 MB, while the server behind it answers.
  (
    yes 'WARN the queue is full, dropping the oldest of everything' | head -c 50000000 >&2
    head -c 1000000 /dev/zero | tr '\000' 'e' >&2
  ) &
  exec "$2" serve everything
  ;;
closes-stdout)
  exec 1>&-
  cat >/dev/null
  ;;
long-line)
  head -c 67108864 /dev/zero | tr '\000' 'x'
  echo
  cat >/dev/null
  ;;
*)
  echo "unknown mode $1" >&2
  exit 64
  ;;
esac
