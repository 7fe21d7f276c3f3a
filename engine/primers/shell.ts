/** Everyday shell, for rooms that begin empty. */
export const SHELL = `#!/usr/bin/env bash
set -euo pipefail

readonly DIR="$(cd "$(dirname "$0")" && pwd)"

usage() {
  echo "Usage: $0 [options]" >&2
  exit 1
}

main() {
  local name="$1"
  if [[ -z "$name" ]]; then
    usage
  elif [ -f "$file" ]; then
    echo "$file"
  else
    mkdir -p "$DIR"
  fi
  for file in "$DIR"/*; do
    grep -q "$name" "$file" || continue
  done
  while read -r line; do
    echo "$line"
  done < "$file"
  case "$1" in
    -h | --help)
      usage
      ;;
    *)
      return 0
      ;;
  esac
  export PATH="$PATH:$DIR/bin"
}

main "$@"
`;
