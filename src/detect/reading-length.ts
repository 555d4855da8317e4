/** Characters of a text as a measure of how much it says: an ideograph, or a syllable of Korean, counts for two letters. */
export function readingLength(text: string): number {
  return IDEOGRAPH.test(text) ? text.length + (text.match(IDEOGRAPHS)?.length ?? 0) : text.length;
}
const IDEOGRAPH = /[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]/; // 港
const IDEOGRAPHS = /[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]/g; // 港
