/** Month (1 to 12) by its name, whole or shortened, in lower case without a last dot; undefined for other words. */
export function monthOf(word: string): number | undefined {
  return MONTHS.get(bare(word));
}

const ACCENT = /\p{M}/gu; // the accent of février, which capitals often lack

function bare(word: string): string {
  return word.normalize('NFKD').replace(ACCENT, '');
}

// One line a month: what listings in en, es, fr, de, it, pt, nl, no, sv, da, fi, pl, cs, ru, uk, tr, el write, nominative and
// genitive (CLDR). The one name with two meanings is
// `listopad`, October in Croatian: it reads as Polish and Czech do, November.
const NAMES: readonly string[] = [
  'january jan enero ene janvier janv januar jänner jän gennaio gen janeiro januari tammikuu tammikuuta tammi stycznia styczeń sty leden ledna led январь января янв січень січня січ ocak oca ιανουάριος ιανουαρίου ιαν',
  'february feb febr febrero février févr fév fevrier februar febbraio fevereiro fev februari helmikuu helmikuuta helmi lutego luty lut únor února úno февраль февраля фев февр лютий лютого лют şubat şub φεβρουάριος φεβρουαρίου φεβ',
  'march mar marzo mars marts märz mär mrz março maart mrt maaliskuu maaliskuuta maalis marca marzec březen března bře март марта мар березень березня бер mart μάρτιος μαρτίου μαρ',
  'april apr abril abr avril avr aprile aprile huhtikuu huhtikuuta huhti kwietnia kwiecień kwi duben dubna dub апрель апреля апр квітень квітня кві квіт nisan nis απρίλιος απριλίου απρ',
  'may mayo mai maggio mag maio mei maj toukokuu toukokuuta touko maja květen května kvě май мая травень травня тра трав mayıs mayis μάιος μαΐου μαϊ μάι',
  'june jun junio juin juni giugno giu junho kesäkuu kesäkuuta kesä czerwca czerwiec cze červen června čvn июнь июня июн червень червня чер черв haziran haz ιούνιος ιουνίου ιουν',
  'july jul julio juillet juil juli luglio lug julho heinäkuu heinäkuuta heinä lipca lipiec lip červenec července čvc июль июля июл липень липня лип temmuz tem ιούλιος ιουλίου ιουλ',
  'august aug agosto ago août aout augusti augustus elokuu elokuuta elo sierpnia sierpień sie srpen srpna srp август августа авг серпень серпня сер серп ağustos agustos ağu αύγουστος αυγούστου αυγ',
  'september sep sept septiembre setiembre septembre settembre set setembro syyskuu syyskuuta syys września wrzesień wrz září zář сентябрь сентября сен сент вересень вересня вер eylül eyl σεπτέμβριος σεπτεμβρίου σεπ σεπτ',
  'october oct octubre octobre oktober okt ottobre ott outubro out lokakuu lokakuuta loka października październik paź říjen října říj октябрь октября окт жовтень жовтня жов ekim eki οκτώβριος οκτωβρίου οκτ',
  'november nov noviembre novembre novembro marraskuu marraskuuta marras listopada listopad lis listopadu ноябрь ноября ноя нояб листопад листопада лис kasım kas νοέμβριος νοεμβρίου νοε',
  'december dec diciembre dic décembre déc decembre dezember dez dicembre dezembro desember des joulukuu joulukuuta joulu grudnia grudzień gru prosinec prosince pro декабрь декабря дек грудень грудня гру груд aralık ara δεκέμβριος δεκεμβρίου δεκ',
];
const MONTHS: ReadonlyMap<string, number> = new Map(
  NAMES.flatMap((names, at) => names.split(' ').map((name): [string, number] => [bare(name), at + 1])),
);
