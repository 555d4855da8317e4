/** A stream of numbers that is the same for the same seed. */
export interface Dice {
  readonly below: (limit: number) => number; // 0 to limit - 1
  readonly pick: <T>(choices: readonly [T, ...T[]]) => T;
  readonly isOdd: () => boolean;
}

export function rollDice(seed: number): Dice {
  let state = (seed * 2_654_435_761 + 97) >>> 0;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * limit);
  };
  return { below, pick: (choices) => choices[below(choices.length)] ?? choices[0], isOdd: () => below(2) === 1 };
}

/** What a site's language calls things. */
export interface Language {
  readonly code: string;
  readonly isRightToLeft: boolean;
  readonly glue: string; // between words
  readonly nouns: readonly [string, ...string[]];
  readonly verbs: readonly [string, ...string[]];
  readonly months: readonly [string, ...string[]]; // January first; empty texts: dates in figures
  readonly next: string;
  readonly more: string; // "Read more"
}

const split = (text: string): [string, ...string[]] => {
  const [first = '', ...rest] = text.split('|');
  return [first, ...rest];
};
const FIGURES: readonly [string, ...string[]] = [''];

const language = (
  code: string,
  [nouns, verbs, months, next, more]: readonly [string, string, string | null, string, string],
  glue = ' ',
): Language => ({
  code,
  glue,
  isRightToLeft: code === 'ar' || code === 'he' || code === 'fa',
  nouns: split(nouns),
  verbs: split(verbs),
  months: months === null ? FIGURES : split(months),
  next,
  more,
});

export const LANGUAGES: readonly [Language, ...Language[]] = [
  language('en', [
    'the harbour wall|new ferry tolls|reed beds in winter|the lock keepers|an audit of moorings|flood gauges|the dredging plan|eel ladders|public towpaths|lamp repairs|the pilot boat|silt and sand|the river court|bridge closures',
    'report on|notice concerning|review of|guidance for|decision about|minutes on|survey of|letter regarding|statement on|tender for',
    'January|February|March|April|May|June|July|August|September|October|November|December',
    'Next',
    'Read more',
  ]),
  language('de', [
    'die Hafenmauer|neue Fährgebühren|Schilf im Winter|die Schleusenwärter|Pegel der Elbe|den Baggerplan|Aalleitern|Treidelpfade|das Lotsenboot|Sand und Schlick|gesperrte Brücken',
    'Bericht über|Bekanntmachung für|Prüfung für|Hinweise für|Beschluss über|Protokoll über|Ausschreibung für',
    'Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember',
    'Weiter',
    'Weiterlesen',
  ]),
  language('es', [
    'el muro del puerto|las nuevas tarifas|los juncos en invierno|los guardas de esclusa|los medidores de crecidas|el plan de dragado|los caminos de sirga|la lancha del práctico|arena y limo',
    'Informe sobre|Aviso sobre|Revisión de|Guía para|Decisión sobre|Acta sobre|Licitación para',
    'enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre',
    'Siguiente',
    'Leer más',
  ]),
  language('fr', [
    'le mur du port|les nouveaux péages|les roselières en hiver|les éclusiers|les échelles de crue|le plan de dragage|les chemins de halage|la vedette du pilote|le sable et la vase',
    'Rapport sur|Avis concernant|Examen de|Conseils pour|Décision sur|Procès-verbal sur|Marché pour',
    'janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre',
    'Suivant',
    'Lire la suite',
  ]),
  language('ru', [
    'портовая стена|новые сборы|тростник зимой|смотрители шлюзов|паводковые рейки|план дноуглубления|лестницы для угря|лоцманский катер|закрытые мосты',
    'Отчёт:|Уведомление:|Обзор:|Указания:|Решение:|Протокол:|Конкурс:',
    'января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря',
    'Следующая',
    'Читать далее',
  ]),
  language('ar', [
    'جدار الميناء|رسوم العبّارات الجديدة|القصب في الشتاء|حراس الأهوسة|مقاييس الفيضان|خطة التجريف|الجسور المغلقة|قارب المرشد',
    'تقرير عن|إشعار بشأن|مراجعة|إرشادات حول|قرار بشأن|محضر عن',
    null,
    'التالي',
    'اقرأ المزيد',
  ]),
  language('he', [
    'חומת הנמל|אגרות המעבורת|קני הסוף בחורף|שומרי הסכר|מדי השיטפון|תוכנית החפירה|הגשרים הסגורים|סירת הנתב',
    'דוח על|הודעה בדבר|סקירה של|הנחיות בנושא|החלטה בדבר',
    null,
    'הבא',
    'קרא עוד',
  ]),
  language(
    'ja',
    [
      '港の護岸|渡船の新料金|冬の葦原|閘門の番人|洪水の水位計|浚渫の計画|うなぎの魚道|曳舟道の整備|水先船の運航|橋の通行止め',
      '報告書：|お知らせ：|調査結果：|手引き：|決定：|議事録：',
      null,
      '次へ',
      '続きを読む',
    ],
    '',
  ),
  language(
    'zh',
    [
      '港口防波堤加固工程|渡轮新票价方案|冬季芦苇保护|船闸管理员名单|洪水水位监测|河道疏浚计划|鳗鱼洄游通道|纤道公共通行|引航船更新|桥梁封闭安排',
      '关于|通知：|公告：|评估报告：|指南：|决定：',
      null,
      '下一页',
      '阅读全文',
    ],
    '',
  ),
  language('el', [
    'το τείχος του λιμανιού|τα νέα διόδια|τους καλαμιώνες τον χειμώνα|τους φύλακες|τους μετρητές πλημμύρας|το σχέδιο εκβάθυνσης|τις κλειστές γέφυρες',
    'Έκθεση για|Ανακοίνωση για|Επισκόπηση για|Οδηγίες για|Απόφαση για',
    null,
    'Επόμενη',
    'Περισσότερα',
  ]),
];

export function say(dice: Dice, { nouns, verbs, glue }: Language, number: number): string {
  return [dice.pick(verbs), dice.pick(nouns), ...(dice.isOdd() ? [dice.pick(nouns)] : []), `${number}`].join(glue);
}

export function tell(dice: Dice, { nouns, verbs, glue }: Language, length: number): string {
  const words: string[] = [];
  while (words.length < length) words.push(dice.pick(verbs), dice.pick(nouns));
  return `${words.join(glue)}.`;
}
