import { EXEC_VARIABLE } from '../console/signal-programs.ts';
import { HOME_PATH } from '../objects/paths.ts';

/** Names the folder of a round. */
export interface RoundFolder {
  attemptId: string;
  /** The attempt's id for its first round. Its programs have it in `EXEC_VARIABLE`. */
  roundId: string;
}

/** What the script of an attempt does for a round. */
export interface RoundWork extends RoundFolder {
  check: string;
  command: readonly string[];
  /** It is known to have begun, and must not begin again. */
  hasBegun: boolean;
}

/**
 * The folder of a round in its agent's home, which outlives the app, and the container too. Those of later rounds are in
 * that of the first, which is the attempt's.
 */
export function roundFolder({ attemptId, roundId }: RoundFolder): string {
  const first = `${HOME_PATH}/.bulkhead/attempts/${attemptId}`;
  return roundId === attemptId ? first : `${first}/${roundId}`;
}

/** As much as is printed of an output between two looks at the attempt. */
const OUTPUT_BYTES_A_ROUND = 64 * 1024 * 1024;

/** The files of the folder that hold what was printed. */
export const OUTPUT_FILES = { program: 'output', check: 'check-output' } as const;

/** Whether the process `$pid` is of this round: after a restart of the container another one may have its number. */
const IS_OURS = [
  'is_ours() {',
  `  tr '\\0' '\\n' <"/proc/$pid/environ" | grep -qx "${EXEC_VARIABLE}=$id"`,
  '} 2>/dev/null',
].join('\n');

/**
 * Begins a round of an attempt unless it has begun, then reports until it is over. `mkdir` makes one caller the one that begins, so
 * that nothing runs twice, whatever was killed in between. The program runs apart from this script and writes into files.
 * A file is renamed into its place when it is complete; `end` is the last. A newer call makes an older one end. A round
 * that has begun and whose folder is gone is lost: the home was put back to what it was before.
 *
 * Prints what the program printed, from its beginning on, on the standard error stream. Each byte is read once.
 *
 * Arguments: the folder, the round's id, the check, whether it has begun (not empty), and the program with its arguments.
 * For the lines of the report see attempt-report.ts.
 */
const ATTEND = `
dir=$1 id=$2 check=$3 begun=$4
shift 4
umask 077
${IS_OURS}
if [ -n "$begun" ] && [ ! -d "$dir" ]; then
  printf 'lost\\t\\n'
  exit
fi
mkdir -p "\${dir%/*}"
if problem=$(mkdir "$dir" 2>&1); then
  date +%s >"$dir/begun"
  : >"$dir/output"
  (
    exec >"$dir/output" 2>&1 </dev/null
    "$@"
    code=$?
    echo "$code" >"$dir/code.new"
    mv "$dir/code.new" "$dir/code"
    if [ "$code" = 0 ] && [ -n "$check" ]; then
      sh -c "$check" >"$dir/check-output" 2>&1
      echo $? >"$dir/check.new"
      mv "$dir/check.new" "$dir/check"
    fi
    date +%s >"$dir/end.new"
    mv "$dir/end.new" "$dir/end"
  ) &
  echo $! >"$dir/pid"
elif [ ! -d "$dir" ]; then
  printf 'refused\\t%s\\n' "$problem"
  exit
elif [ ! -s "$dir/pid" ]; then
  sleep 1
fi
echo $$ >"$dir/watcher"
printf 'begun\\t%s\\n' "$(cat "$dir/begun")"
pid=
read -r pid <"$dir/pid"
is_ours || pid=
told=
exec 3</dev/null
# A special builtin that cannot open a file ends the shell.
[ -f "$dir/output" ] && [ -r "$dir/output" ] && exec 3<"$dir/output"
while :; do
  over=
  [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null || over=lost
  [ -e "$dir/end" ] && over=ended
  # Bounded, because there is also what to report.
  head -c ${OUTPUT_BYTES_A_ROUND} <&3 >&2
  if [ -z "$told" ] && [ -e "$dir/code" ]; then
    told=1
    printf 'code\\t%s\\n' "$(cat "$dir/code")"
  fi
  if [ -n "$over" ]; then
    [ -e "$dir/check" ] && printf 'check\\t%s\\n' "$(cat "$dir/check")"
    printf '%s\\t%s\\n' "$over" "$(cat "$dir/end" 2>/dev/null)"
    exit
  fi
  read -r watcher <"$dir/watcher"
  [ "$watcher" = $$ ] || exit
  sleep 1
done
`;

export function attendCommand({ check, command, hasBegun, ...round }: RoundWork): string[] {
  return [
    'sh',
    '-c',
    ATTEND,
    'sh',
    roundFolder(round),
    round.roundId,
    check,
    hasBegun ? 'begun' : '',
    ...command,
  ];
}

/**
 * Prints the newest bytes of a file of a round, and what is added to it until the round is over. Prints a line on the
 * standard error stream wherever it leaves out older output, because more was written than anybody will read.
 *
 * Arguments: the folder, the round's id, the file's name, and the most bytes to print at once.
 */
const FOLLOW = `
dir=$1 id=$2 file=$1/$3 most=$4
${IS_OURS}
[ -f "$file" ] || exit 0
pid=
read -r pid <"$dir/pid"
is_ours || pid=
at=0
while :; do
  over=
  [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null || over=1
  [ -e "$dir/end" ] && over=1
  size=$(($(wc -c <"$file")))
  if [ $((size - at)) -gt "$most" ]; then
    at=$((size - most))
    echo skipped >&2
  fi
  if [ "$size" -gt "$at" ]; then
    tail -c +$((at + 1)) "$file" | head -c $((size - at))
    at=$size
  fi
  [ -n "$over" ] && exit 0
  sleep 1
done
`;

export function followCommand(round: RoundFolder, file: string, mostBytes: number): string[] {
  return ['sh', '-c', FOLLOW, 'sh', roundFolder(round), round.roundId, file, String(mostBytes)];
}
