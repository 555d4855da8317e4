import type { WebhookHealth } from '../pipeline/webhook-health.ts';

/** One line a webhook: how many messages wait for it, and why. */
export function tellWebhook({ name, waiting, lastAnswer, pauseUntil, isEnded }: WebhookHealth): string {
  if (isEnded) return `${name}: ended, its receiver answered 410 (gone); another url makes it live again`;
  if (waiting === 0) return `${name}: nothing waits`;
  const answer = lastAnswer === null ? '' : `, last answer: ${lastAnswer}`;
  const pause = pauseUntil === null ? '' : `, not asked before ${pauseUntil}`;
  return `${name}: ${waiting} waiting${answer}${pause}`;
}
