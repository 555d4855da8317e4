import { Token, type TokenHandler, Tokenizer } from 'parse5';

/**
 * parse5's tokenizer, taking runs of characters at once where parse5 takes them one by one: the same tokens, but for a word and the
 * blank behind it, which come as one, and so the same tree in half the time. `isSplit` keeps these apart too: within a `<frameset>`,
 * and behind a `<col>` in a `<template>`, blanks stand and words do not.
 */
export class QuickTokenizer extends Tokenizer {
  readonly #isSplit: boolean;
  readonly #onAttribute: () => void;

  constructor(handler: TokenHandler, { isSplit, onAttribute }: QuickOptions) {
    super({ sourceCodeLocationInfo: false }, handler);
    this.#isSplit = isSplit;
    this.#onAttribute = onAttribute;
  }

  protected override _createAttr(first: string): void {
    this.#onAttribute();
    super._createAttr(first);
  }

  protected override _stateData(cp: number): void {
    if (isTextual(cp)) this.#takeText(cp, AMPERSAND);
    else super._stateData(cp);
  }

  protected override _stateRcdata(cp: number): void {
    if (isTextual(cp)) this.#takeText(cp, AMPERSAND);
    else super._stateRcdata(cp);
  }

  protected override _stateRawtext(cp: number): void {
    if (isTextual(cp)) this.#takeText(cp, NONE);
    else super._stateRawtext(cp);
  }

  protected override _stateScriptData(cp: number): void {
    if (isTextual(cp)) this.#takeText(cp, NONE);
    else super._stateScriptData(cp);
  }

  protected override _stateAttributeValueDoubleQuoted(cp: number): void {
    if (cp > NUL && cp !== QUOTE && cp !== AMPERSAND) this.currentAttr.value += this.#takeRun(cp, QUOTE);
    else super._stateAttributeValueDoubleQuoted(cp);
  }

  protected override _stateAttributeValueSingleQuoted(cp: number): void {
    if (cp > NUL && cp !== APOSTROPHE && cp !== AMPERSAND) this.currentAttr.value += this.#takeRun(cp, APOSTROPHE);
    else super._stateAttributeValueSingleQuoted(cp);
  }

  /** The character in hand and all that follow it up to a quotation mark, a reference, or what has to be looked at closely. */
  #takeRun(cp: number, quote: number): string {
    const { html, pos } = this.preprocessor;
    let end = pos + 1;
    if (!this.#isAfterReturn()) {
      const last = endOfBuffer(html);
      for (; end < last; end++) {
        const code = html.charCodeAt(end);
        if (code === quote || code === AMPERSAND || code === NUL || code === RETURN) break;
      }
    }
    return this.#advanceTo(end, cp);
  }

  /** The same for text: up to markup, and where blanks are kept apart, to where one begins or ends. */
  #takeText(cp: number, reference: number): void {
    const { html, pos } = this.preprocessor;
    const isBlank = isWhiteSpace(cp);
    let end = pos + 1;
    if (!this.#isAfterReturn()) {
      const last = endOfBuffer(html);
      const isWordsOnly = isBlank || this.#isSplit;
      for (; end < last; end++) {
        const code = html.charCodeAt(end);
        if (code === LESS_THAN || code === reference || code === NUL || code === RETURN) break;
        if (isWordsOnly && isWhiteSpace(code) !== isBlank) break;
      }
    }
    const isBehindWord = !this.#isSplit && this.currentCharacterToken?.type === CHARACTER;
    this._appendCharToCurrentCharacterToken(
      isBlank && !isBehindWord ? WHITE_SPACE : CHARACTER,
      this.#advanceTo(end, cp),
    );
  }

  /** A line feed behind a carriage return is none: only the tokenizer itself knows that it has just read the one. */
  #isAfterReturn(): boolean {
    const { html, pos } = this.preprocessor;
    return html.charCodeAt(pos) === RETURN;
  }

  #advanceTo(end: number, cp: number): string {
    const { preprocessor } = this;
    const { html, pos } = preprocessor;
    preprocessor.pos = end - 1;
    const start = cp > LAST_OF_ONE_UNIT ? pos - 1 : pos; // of a pair the tokenizer stands on the second half
    return html.charCodeAt(pos) === RETURN ? LINE_FEED : html.slice(start, end);
  }
}

export interface QuickOptions {
  readonly isSplit: boolean;
  readonly onAttribute: () => void; // told of each attribute before it is read
}

const { CHARACTER, WHITESPACE_CHARACTER: WHITE_SPACE } = Token.TokenType;
const NUL = 0;
const RETURN = 0x0d;
const LINE_FEED = '\n';
const LAST_OF_ONE_UNIT = 0xffff;
const LESS_THAN = 0x3c;
const AMPERSAND = 0x26;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const NONE = -2; // no character: here an ampersand is one like any other

/** Neither markup, nor NUL, nor the end. */
function isTextual(cp: number): boolean {
  return cp > NUL && cp !== LESS_THAN && cp !== AMPERSAND;
}

function isWhiteSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0c;
}

/** Where runs end at the latest: of a pair cut in two by the end of a chunk the first half is left for the tokenizer. */
function endOfBuffer(html: string): number {
  const code = html.charCodeAt(html.length - 1);
  return code >= 0xd800 && code <= 0xdbff ? html.length - 1 : html.length;
}
