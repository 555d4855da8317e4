import { type Dice, type Language, say, tell } from './words.ts';

/** One record of a made list: what a reader should get, and what its markup is made of. */
export interface MadeRecord {
  readonly number: number;
  readonly title: string;
  readonly href: string | null; // as written; null: shown without a link
  readonly date: string; // ISO
  readonly shownDate: string;
  readonly summary: string;
  readonly kind: string;
  readonly author: string;
}

/** Records newest first, some days apart. */
export function makeRecords(dice: Dice, language: Language, count: number): readonly MadeRecord[] {
  const style = dice.below(4);
  const folder = dice.pick(['publication', 'news/item', 'docs', 'node', 'en/view', '']);
  const file = dice.pick(['', '.html', '.pdf', '/']);
  let day = Date.UTC(2025, 10, 20);
  return Array.from({ length: count }, (_, at) => {
    day -= (1 + dice.below(6)) * 86_400_000;
    const number = 4_000 - at;
    const date = new Date(day).toISOString().slice(0, 10);
    return {
      number,
      title: say(dice, language, number),
      href: folder === '' ? `?id=${number}` : `/${folder}/${number}-${dice.below(900)}${file}`,
      date,
      shownDate: showDate(date, language, style),
      summary: tell(dice, language, 6 + dice.below(8)),
      kind: dice.pick(language.nouns),
      author: `A. ${dice.pick(['Brook', 'Weir', 'Sluys', 'Marsh', 'Ferry', 'Quay'])}`,
    };
  });
}

function showDate(date: string, { code, months }: Language, style: number): string {
  const [year = '', month = '', day = ''] = date.split('-');
  const name = months[Number(month) - 1] ?? '';
  if (name === '') return code === 'ja' || code === 'zh' ? `${year}年${Number(month)}月${Number(day)}日` : date;
  const plainDay = `${Number(day)}`;
  if (code === 'en') {
    const forms = [
      `${name} ${plainDay}, ${year}`,
      `${month}/${day}/${year}`,
      `${plainDay} ${name.slice(0, 3)} ${year}`,
      date,
    ];
    return forms[style] ?? date;
  }
  return style < 2
    ? `${plainDay}. ${name} ${year}`.replace('. ', code === 'de' ? '. ' : ' ')
    : `${day}.${month}.${year}`;
}
