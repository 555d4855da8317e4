#!/usr/bin/env bash
# Has every kind of page judged in real Chromium, as the export writes it and as `serve` gives it, light and dark, wide and narrow:
# `judge-pages.sh CHECKS WORK`, where CHECKS holds check-page.mjs. Two exports of one watch must be the same files.
set -euo pipefail
cd "$(dirname "$0")/../.."
checks=$1 work=$2
house=(--config "$work/house/config" --snapshots "$work/house/snapshots")

one_of_each_kind() { # folder of an export: its numbers, ids and months differ, their places do not
  (cd "$1" && find . -name '*.html' | sed 's|^\./||' | LC_ALL=C sort |
    awk '{ kind = $0; sub(/items\/.*/, "item", kind); sub(/^changes\/.*/, "change", kind); gsub(/[0-9]+/, "N", kind) } !seen[kind]++')
}

mkdir -p "$work"
node test/stories/write.mjs good "$work/house" >"$work/mails"
# The story's site is closed: the check fails, and there is an incident to show.
node dist/main.js crawl --quiet "${house[@]}" 2>"$work/crawl" || [ $? -eq 69 ]
for export in one two; do node dist/main.js export --quiet --format site --out "$work/$export" "${house[@]}"; done
diff -r "$work/one" "$work/two"

node dist/main.js serve --port 0 --json "${house[@]}" >"$work/serve" &
server=$!
trap 'kill "$server"' EXIT
for _ in $(seq 100); do [ -s "$work/serve" ] && break || sleep 0.1; done
url=$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).url' "$work/serve")
mapfile -t kinds < <(one_of_each_kind "$work/one")
printf '%d kinds of page\n' "${#kinds[@]}"
[ "${#kinds[@]}" -ge 12 ]
# What is exported is what is served, but for the two pages whose forms only a server answers.
node --input-type=module - "$work/one" "$url" <<'NODE'
import { readdirSync, readFileSync } from 'node:fs';
const [folder, url] = process.argv.slice(2);
const files = readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
  entry.isFile() && !entry.name.startsWith('.') ? [`${entry.parentPath}/${entry.name}`.slice(folder.length + 1)] : [],
);
let alike = 0;
for (const file of files) {
  const isForm = file === 'search.html' || file.endsWith('/compare.html');
  const served = Buffer.from(await (await fetch(url + file)).arrayBuffer());
  if (served.equals(readFileSync(`${folder}/${file}`))) alike += 1;
  else if (!isForm) throw new Error(`${file} is served otherwise than it is exported`);
}
console.log(`${alike} of ${files.length} files are served as they are exported`);
NODE
# What only a server can answer: a search, and two moments of a source held side by side.
source=$(printf '%s\n' "${kinds[@]}" | sed -n 's|^sources/\([^/]*\)/compare\.html$|\1|p' | head -n 1)
asked=("search.html?q=a&kind=added" "sources/$source/compare.html?from=1&to=2")
node "$checks/check-page.mjs" "${kinds[@]/#/$work/one/}" "${kinds[@]/#/$url}" "${asked[@]/#/$url}" >"$work/judged" || {
  grep FAIL "$work/judged"
  exit 1
}
tail -n 1 "$work/judged"
