#!/usr/bin/env bash
# Runs `make check` and strict nbval under each Python that the course promises: those on the PATH
# and those that pyenv has. Says which were missing. Each gets an environment of its own.
set -uo pipefail
cd "$(dirname "$0")/.."

missing=() failed=()
for version in 3.11 3.12 3.13; do
  python=$(command -v "python$version" || true)
  # pyenv's shims answer to every version, whether or not it may be used here.
  if [[ -z $python ]] || ! "$python" -c '' 2>/dev/null; then
    python=$(ls -d "${PYENV_ROOT:-$HOME/.pyenv}/versions/$version".*/bin/python 2>/dev/null | sort -V | tail -n 1)
  fi
  if [[ -z $python ]]; then
    missing+=("$version")
    continue
  fi
  echo "== Python $version: $python"
  make --no-print-directory check PYTHON="$python" VENV=".venv-$version" \
    && ".venv-$version/bin/python" -m pytest notebooks --nbval -n 2 -q \
    || failed+=("$version")
done

echo
((${#missing[@]})) && echo "Not tried, because not found: ${missing[*]}"
((${#failed[@]})) && { echo "Failed: ${failed[*]}"; exit 1; }
((${#missing[@]} < 3)) || { echo "No Python of the course was found on the PATH or under pyenv."; exit 1; }
echo "All that were found pass."
