#!/usr/bin/env bash
# The check of action.yml. Its inputs come as variables, so that no shell ever reads them as code.
set -euo pipefail

arguments=(check --no-progress)

# Adds each line of $2, after the option $1 where one is given.
add() {
    local line
    while IFS= read -r line; do
        line=${line%$'\r'}
        if [ -n "$line" ]; then
            if [ -n "$1" ]; then arguments+=("$1=$line"); else arguments+=("$line"); fi
        fi
    done <<<"$2"
}

sarif=$STACQC_SARIF
if [ -z "$sarif" ] && [ "$STACQC_UPLOAD" = true ]; then
    sarif=stacqc.sarif
fi
page=$(mktemp)
trap 'rm -f "$page"' EXIT

add --ruleset "$STACQC_RULESET"
add --fail-on "$STACQC_FAIL_ON"
add --format "$STACQC_FORMAT"
arguments+=("--format=markdown:$page")
if [ -n "$sarif" ]; then arguments+=("--format=sarif:$sarif"); fi
add "" "$STACQC_ARGS"
arguments+=(--)
add "" "$STACQC_PATHS"

code=0
python -m stacqc "${arguments[@]}" || code=$?

if [ -s "$page" ]; then cat "$page" >>"$GITHUB_STEP_SUMMARY"; fi
{
    echo "exit-code=$code"
    if [ -n "$sarif" ] && [ -f "$sarif" ]; then echo "sarif=$sarif"; fi
} >>"$GITHUB_OUTPUT"
exit "$code"
