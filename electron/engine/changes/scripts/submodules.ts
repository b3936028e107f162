import { FOLDER_MOUNT } from './mounts.ts';

/**
 * `flatten COMMIT` defines `base`: the commit's tree with what the submodules in it hold, instead of their commits, as
 * far as they are checked out and their objects are there. `$common` and `$repository` are where git keeps them. Only
 * objects of theirs are read. The answer is kept until a submodule comes or goes.
 */
export const FLATTEN = `
submodule_objects() {
  for modules in "$common/modules" "$repository/modules"; do
    [ ! -d "$modules" ] || find "$modules" -type d -name objects -prune
  done
}
links_of_index() { git ls-files -s -z | grep -z '^160000 ' | tr '\\0' '\\n'; }
flatten() {
  base=$1
  if [ "$(cat "$git_dir/links.of" 2>/dev/null || true)" != "$1" ]; then
    git ls-tree -r -z "$1" | grep -z '^160000 ' | tr '\\0' '\\n' >"$git_dir/links" || true
    echo "$1" >"$git_dir/links.of"
  fi
  [ -s "$git_dir/links" ] || return 0
  {
    submodule_objects
    cut -f 2- "$git_dir/links" | while IFS= read -r link; do
      [ -e "${FOLDER_MOUNT}/$link/.git" ] || continue
      printf '%s\\n' "$link"
      [ ! -d "${FOLDER_MOUNT}/$link/.git/objects" ] || printf '%s\\n' "${FOLDER_MOUNT}/$link/.git/objects"
    done
  } >"$git_dir/submodules"
  key=$(printf '%s' "$1" | cat - "$git_dir/submodules" | cksum)
  if [ "$(cat "$git_dir/flat.key" 2>/dev/null || true)" != "$key" ]; then
    flat=$(flat_tree "$1")
    echo "$flat" >"$git_dir/flat"
    echo "$key" >"$git_dir/flat.key"
  fi
  base=$(cat "$git_dir/flat")
}
flat_tree() (
  export GIT_INDEX_FILE="$git_dir/flat.index"
  rm -f "$GIT_INDEX_FILE"
  { echo "$common/objects"; grep '/objects$' "$git_dir/submodules"; } >"$git_dir/objects/info/alternates" || true
  git read-tree "$1"
  for depth in 1 2 3 4 5; do
    links_of_index >"$git_dir/flat.links" || true
    found=
    while IFS= read -r link; do
      path=\${link#*"$(printf '\\t')"}
      link=\${link#160000 }
      commit=\${link%% *}
      [ -e "${FOLDER_MOUNT}/$path/.git" ] || continue
      objects="${FOLDER_MOUNT}/$path/.git/objects"
      [ ! -d "$objects" ] || echo "$objects" >>"$git_dir/objects/info/alternates"
      git cat-file -e "$commit^{commit}" 2>/dev/null || continue
      git update-index --force-remove -- "$path"
      git read-tree --prefix="$path/" "$commit"
      found=1
    done <"$git_dir/flat.links"
    [ -n "$found" ] || break
  done
  git write-tree
)
`;

/**
 * `nested FOLDER/` prints the files of another repository inside that its own .gitignore does not leave out, which git
 * does not look into: NUL-terminated, with the folder before each. Below
 * `$place`, or the folder.
 */
export const NESTED = `
nested() (
  unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
  [ -d /tmp/nested.git ] || git init -q --bare --template= /tmp/nested.git
  prefix=$(printf '%s' "$1" | sed 's/[&|\\\\]/\\\\&/g')
  top=\${place:-${FOLDER_MOUNT}}
  cd "$top/$1" || return 0
  GIT_DIR=/tmp/nested.git GIT_WORK_TREE="$top/$1" git -c core.bare=false ls-files -z -o --exclude-standard |
    sed -z "s|^|$prefix|"
)
# Adds to a file of names, NUL-terminated, what is in the folders among them.
expand_nested() {
  cp "$1" "$1.found"
  for depth in 1 2 3 4 5; do
    grep -z '/$' "$1.found" | tr '\\0' '\\n' >"$1.folders" || return 0
    while IFS= read -r folder; do nested "$folder"; done <"$1.folders" >"$1.found"
    cat "$1.found" >>"$1"
  done
}
`;
