#!/usr/bin/env bash
# Lives through each plot with the built program and has its mail judged from outside: `judge-mails.sh CHECKS WORK`, where CHECKS holds
# check-mail.py and check-page.mjs. Each judgement is told; the exit status is 1 when one is against a mail.
set -uo pipefail
cd "$(dirname "$0")/../.."
checks=$1 work=$2
verdict=0

judge() { # name, command…: what it says only when it is against us
  local name=$1 said
  shift
  if said=$("$@" 2>&1); then echo "ok    $name"; else
    echo "FAIL  $name"
    tail -n 25 <<<"$said"
    verdict=1
  fi
}

expected() { # folder of a story: its changes as check-mail.py reads them
  node dist/main.js history --json --config "$1/config" --snapshots "$1/snapshots" | node -e '
    const { changes } = JSON.parse(require("fs").readFileSync(0, "utf8"));
    const told = changes.filter(({ kind, fields }) => kind !== "changed" || fields.length > 0);
    console.log(JSON.stringify(told.map(({ kind, before, after }) => ({ kind, ...(after ?? before) }))));'
}

not_spam() { # mail
  local score
  score=$(spamassassin -L -t <"$1" | sed -n 's/^X-Spam-Status: .*score=\([-0-9.]*\).*/\1/p')
  echo "score $score"
  [ -n "$score" ] && awk -v score="$score" 'BEGIN { exit score > 0 }'
}

for plot in good hostile many digest incident; do
  house=$work/$plot
  mails=$(node test/stories/write.mjs "$plot" "$house") || exit 1
  judge "$plot: a mail was made" test -n "$mails"
  options=(--strict)
  if [ "$plot" = incident ]; then options+=(--no-attach); else
    expected "$house" >"$work/$plot.json"
    options+=(--expect "$work/$plot.json")
  fi
  for mail in $mails; do
    judge "$plot: check-mail" /usr/bin/python3 "$checks/check-mail.py" "${options[@]}" "$mail"
    judge "$plot: SpamAssassin" not_spam "$mail"
    judge "$plot: check-page" node "$checks/check-page.mjs" --mail "${mail%.eml}.html"
  done
done
exit $verdict
