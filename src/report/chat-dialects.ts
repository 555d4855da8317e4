import type { WebhookFormat } from '../model/subscriber.ts';

/** How a chat writes, and what it takes. */
export interface ChatDialect {
  readonly budget: number; // bytes of the text, escapes included
  text(plain: string): string; // nothing in it is markup, or calls anybody
  strong(plain: string): string;
  link(href: string, plain: string): string; // `href` as RFC 3986 spells it
  fence(plain: string): string; // lines as they are
  body(text: string): object;
}

const SLACK_SPECIAL = /[&<>]/g; // <!channel>, <https://example.org|words>
const SLACK_REFERENCE: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const MARKDOWN_SPECIAL = /[\\`*_{}[\]()#|>~<]/g; // [words](https://example.org)
const FENCE = /`{3,}/g; // ```
const PARENTHESIS = /[()]/g; // https://example.org/report_(2024)

// Slack's own escapes, docs.slack.dev/messaging/formatting-message-text: these three characters, and no others.
function slackText(plain: string): string {
  return plain.replace(FENCE, "'''").replace(SLACK_SPECIAL, (character) => SLACK_REFERENCE[character] ?? '');
}

/** No backslash keeps an @all from calling everybody in all versions; another @ does. */
function withoutCalls(plain: string): string {
  return plain.replaceAll('@', '＠');
}

function markdownText(plain: string): string {
  return withoutCalls(plain).replace(MARKDOWN_SPECIAL, '\\$&');
}

const MARKDOWN = {
  text: markdownText,
  strong: (plain: string) => `**${markdownText(plain)}**`,
  link: (href: string, plain: string) =>
    `[${markdownText(plain)}](${href.replace(PARENTHESIS, (mark) => (mark === '(' ? '%28' : '%29'))})`,
  fence: (plain: string) => `\`\`\`\n${withoutCalls(plain).replace(FENCE, "'''")}\n\`\`\``,
} as const;

export const CHAT_DIALECTS: Readonly<Record<Exclude<WebhookFormat, 'json'>, ChatDialect>> = {
  slack: {
    budget: 3_800, // of the 4,000 characters that Slack shows best (docs.slack.dev/reference/methods/chat.postMessage)
    text: slackText,
    strong: (plain) => `*${slackText(plain)}*`,
    link: (href, plain) => `<${slackText(href)}|${slackText(plain)}>`,
    fence: (plain) => `\`\`\`\n${slackText(plain)}\n\`\`\``,
    body: (text) => ({ text, unfurl_links: false, unfurl_media: false }),
  },
  mattermost: {
    ...MARKDOWN,
    budget: 3_800, // of the 4,000 characters that old servers take; newer ones take 16,383
    body: (text) => ({ text }),
  },
  discord: {
    ...MARKDOWN,
    budget: 1_900, // of the 2,000 characters that Discord takes (discord.com/developers: Execute Webhook)
    body: (text) => ({ content: text, allowed_mentions: { parse: [] }, flags: NO_EMBEDS }),
  },
};

const NO_EMBEDS = 4; // SUPPRESS_EMBEDS: links are not drawn out
