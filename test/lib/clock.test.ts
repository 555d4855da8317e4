import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSystemClock } from '../../src/lib/clock.ts';

beforeEach(() => vi.useFakeTimers({ now: new Date('2024-02-29T12:00:00Z') }));
afterEach(() => vi.useRealTimers());

test('the clock tells the time of the machine', () => {
  expect(createSystemClock().now().toISOString()).toBe('2024-02-29T12:00:00.000Z');
});

test('a sleep ends after its time, not before, and leaves no listener', async () => {
  const { signal } = new AbortController();
  const removed = vi.spyOn(signal, 'removeEventListener');
  let isAwake = false;
  const sleep = createSystemClock()
    .sleep(5_000, signal)
    .then(() => {
      isAwake = true;
    });
  await vi.advanceTimersByTimeAsync(4_999);
  expect(isAwake).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await sleep;
  expect(isAwake).toBe(true);
  expect(removed).toHaveBeenCalledOnce();
});

test('a sleep that is stopped says so and leaves no timer', async () => {
  const controller = new AbortController();
  const sleep = createSystemClock().sleep(5_000, controller.signal);
  controller.abort(new Error('SIGTERM'));
  await expect(sleep).rejects.toMatchObject({
    code: 'ABORTED',
    message: 'stopped while waiting 5000 ms',
    cause: { message: 'SIGTERM' },
  });
  expect(vi.getTimerCount()).toBe(0);
});

test('a sleep that begins after the stop ends at once', async () => {
  await expect(createSystemClock().sleep(5_000, AbortSignal.abort())).rejects.toMatchObject({ code: 'ABORTED' });
  expect(vi.getTimerCount()).toBe(0);
});
