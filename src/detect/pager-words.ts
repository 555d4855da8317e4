/** The relation that says it. */
export const NEXT_REL = /(^|\s)next(\s|$)/i; // rel="nofollow next"
/** "Next" in many languages, at the start of a text or label. */
export const NEXT_LABEL =
  /^(go to )?(the )?next( ?page| \d+| results?)?\b|^nächste|^weiter\b|^(page )?suivante?|^siguiente|^próxim[ao]|^seguinte|^(pagina )?successiv[ao]|^volgende|^nästa|^neste\b|^næste|^seuraava|^następn|^další|^következő|^następna|^sonraki|^επόμενη|^следующ|^далее|^вперед|^наступн|^التالي|^הבא|^次(へ|の|ページ)?|^下一?[页頁]|^다음|^ถัดไป|^(trang )?tiếp|^selanjutnya|^berikutnya|^अगला/i; // Next page
/** What blogs and news call their next page. */
export const OLDER =
  /^(show |view |see |load )?(older|earlier)( posts| entries| articles| news| items)?\b|^more( results| posts| news| articles)?\s*[›»→>]*$|^(load|show|view|see) more( results| posts| news| articles| items)?$|^previous (posts|entries)|^ältere|^(articles|messages) plus anciens|^entradas (más )?(antiguas|anteriores)|^articoli (più vecchi|precedenti)|^oudere|^предыдущие записи|^ранее|^もっと見る/i; // Older posts
/** An arrow alone. */
export const ARROW = /^[›»→>▶❯⟩]+$|^(&gt;)+$/; // »
/** Words that mean the next page only where the address does too. */
export const NEXT_TEXT_END = /^(continue|next part|more)\b.{0,20}$/i; // next part
/** Classes of the next link, or of what it stands in. */
export const NEXT_CLASS = /(^|[-_ ])(next|nextpostslink|pager-?next|pagination-?next|next-?page|older)([-_ ]|$)/i; // pager__item--next
/** Where a capital begins a new word of a name. */
export const CAMEL = /([a-z])([A-Z])/g; // UnselectedNext
/** Words of the other links of a pager. */
export const NOT_NEXT =
  /last|first|prev(?!ious (posts|entries))|letzte|dernier|última?o?$|ultima|zurück|précédent|anterior(?!es)|предыдущая/i; // Last page
/** Classes of the mark of this page. */
export const CURRENT = /(^|[-_])(current|active|selected)$/i; // usa-current

/** Text of a link without the arrows around it. */
export function plain(text: string): string {
  return text.replace(DECORATION, '');
}
const DECORATION = /^[\s‹«←<>›»→|·-]+|[\s‹«←<>›»→|·-]+$/g; // Next »
