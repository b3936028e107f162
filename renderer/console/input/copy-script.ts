/**
 * Writes its input to a new file and prints the file's name. The parameters are the folder, the two parts of the name,
 * and the bytes of the file and of the folder at most. A file that did not come whole is removed.
 */
export const COPY_IN = [
  'umask 077; mkdir -p "$1" && cd "$1" || exit 1',
  'total=$4',
  'ls -t | while IFS= read -r old; do',
  '  [ -f "$old" ] && [ ! -L "$old" ] || continue',
  '  total=$((total + $(wc -c <"./$old")))',
  '  [ "$total" -le "$5" ] || rm -f "./$old"',
  'done',
  'name=$2$3 number=1',
  'while [ "$number" -lt 100 ] && { [ -e "./$name" ] || [ -L "./$name" ]; }; do',
  '  number=$((number + 1)) name=$2-$number$3',
  'done',
  // From here on the file is there alone for this copy, so that its end may remove it.
  'set -C; : >"./$name" || exit 1; set +C',
  'trap \'rm -f "./$name"; exit 1\' HUP INT TERM',
  'cat >"./$name" && [ "$(wc -c <"./$name")" -eq "$4" ] || { rm -f "./$name"; exit 1; }',
  'printf %s "$name"',
].join('\n');
