#!/usr/bin/env bash
# Exports the three feeds of a story, the second time after a check that saw nothing, and has them judged from outside:
# `judge-feeds.sh CHECKS WORK`, where CHECKS holds check-feed.py.
set -euo pipefail
cd "$(dirname "$0")/../.."
checks=$1 work=$2
house=(--config "$work/house/config" --snapshots "$work/house/snapshots")
mkdir -p "$work/before" "$work/after"
node test/stories/write.mjs good "$work/house" >"$work/mails"
for when in before after; do
  for format in atom rss jsonfeed; do
    node dist/main.js export --quiet --format "$format" --out "$work/$when/$format" "${house[@]}"
  done
  # The story's site is closed: the check fails, and its incident is no entry.
  [ "$when" = after ] || node dist/main.js crawl --quiet "${house[@]}" 2>"$work/crawl" || [ $? -eq 69 ]
done
for format in atom rss jsonfeed; do
  /usr/bin/python3 "$checks/check-feed.py" --previous "$work/before/$format" "$work/after/$format"
done
