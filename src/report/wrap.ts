const COLUMNS = 78; // RFC 5322 section 2.1.1 recommends no more

/**
 * Prose in lines of at most 78 columns, each behind the indent. Breaks at white space only: addresses and words of scripts that
 * set no spaces stay whole.
 */
export function wrapText(text: string, indent: string): string {
  const lines: string[] = [];
  let line = '';
  let width = 0;
  for (const word of text.split(' ')) {
    const wordWidth = Array.from(word).length;
    if (line !== '' && indent.length + width + 1 + wordWidth > COLUMNS) {
      lines.push(indent + line);
      line = word;
      width = wordWidth;
    } else {
      width += wordWidth + (line === '' ? 0 : 1);
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(indent + line);
  return lines.join('\n');
}

const FROM_LINE = /^From /gm; // "From the desk of": mail stores would write ">From" in its place

/** The lines of a text part, ended as a text part ends. */
export function joinLines(lines: readonly string[]): string {
  return `${lines.join('\n').replace(FROM_LINE, ' From ').trimEnd()}\n`;
}
