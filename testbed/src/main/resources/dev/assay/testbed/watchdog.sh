# Stops a server when the process that started it is gone, however it went.
#
# Standard input is a pipe from that process. Each line is the id of the process to watch from now on. The
# pipe closes when the process closes it or dies; then the watched process and its children are stopped.
#   ASSAY_SIGNAL  the signal that stops the server in an orderly way, such as QUIT
#   ASSAY_FOLDER  the folder to remove afterwards, or nothing
# Ctrl-C and its like mean the process that started the server, and are left to it.
trap '' HUP INT QUIT TERM

# When a process was born: with its id it names one process, for ids are used again. Nothing for a dead one.
birth() {
  if [ -d /proc/self ]; then
    line=
    { read -r line <"/proc/$1/stat"; } 2>/dev/null
    [ -n "$line" ] || return 0
    set -- ${line##*) }
    [ "$1" = Z ] || echo "${20}"
  else
    ps -o lstart= -p "$1" 2>/dev/null
  fi
}

children() {
  if [ -d /proc/self ]; then
    parent=$1
    for stat in /proc/[0-9]*/stat; do
      line=
      { read -r line <"$stat"; } 2>/dev/null
      [ -n "$line" ] || continue
      set -- ${line##*) }
      [ "$2" != "$parent" ] || echo "${line%% *}"
    done
  else
    ps -A -o pid= -o ppid= 2>/dev/null | awk -v parent="$1" '$2 == parent { print $1 }'
  fi
}

alive() {
  [ -n "$born" ] && [ "$(birth "$server")" = "$born" ]
}

anyone() {
  for one in "$@"; do
    [ -z "$(birth "$one")" ] || return 0
  done
  return 1
}

stop() {
  family=$(children "$server")
  kill -s CONT "$server" $family 2>/dev/null
  kill -s "$ASSAY_SIGNAL" "$server" 2>/dev/null
  tries=0
  while alive && [ "$tries" -lt 100 ]; do
    sleep 0.1 2>/dev/null || sleep 1
    tries=$((tries + 1))
  done
  if alive; then
    kill -s STOP "$server" 2>/dev/null
    family=$(children "$server")
    kill -s KILL "$server" $family 2>/dev/null
  fi
  tries=0
  while anyone "$server" $family && [ "$tries" -lt 50 ]; do
    sleep 0.1 2>/dev/null || sleep 1
    tries=$((tries + 1))
  done
}

server=
born=
while read -r server_id; do
  server=$server_id
  born=$(birth "$server")
done
if alive; then
  stop
fi
if [ -n "$ASSAY_FOLDER" ]; then
  rm -rf -- "$ASSAY_FOLDER" || { sleep 1; rm -rf -- "$ASSAY_FOLDER"; }
fi
