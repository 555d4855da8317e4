import { expect, test } from 'vitest';
import { createMemoryQueue } from '../../src/queue/memory-queue.ts';

interface Job {
  readonly lane: string;
  readonly number: number;
}
const jobsOf = (lanes: readonly string[], each: number): readonly Job[] =>
  Array.from({ length: each }, (_, number) => lanes.map((lane) => ({ lane, number }))).flat();
const laneOf = (job: Job): string => job.lane;
const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test.each([1, 3])('jobs of one lane run in turn and in order, with %i lanes at once', async (lanesAtOnce) => {
  const startedByLane = new Map<string, number[]>();
  const running = new Set<string>();
  await createMemoryQueue({ lanesAtOnce }).runAll(jobsOf(['a', 'b', 'c', 'd'], 5), laneOf, async ({ lane, number }) => {
    expect(running.has(lane), `${lane} runs twice`).toBe(false);
    running.add(lane);
    startedByLane.set(lane, [...(startedByLane.get(lane) ?? []), number]);
    await later();
    running.delete(lane);
  });
  for (const lane of ['a', 'b', 'c', 'd']) expect(startedByLane.get(lane), lane).toEqual([0, 1, 2, 3, 4]);
});

test('lanes run side by side, no more of them than allowed', async () => {
  let running = 0;
  let most = 0;
  await createMemoryQueue({ lanesAtOnce: 3 }).runAll(jobsOf(['a', 'b', 'c', 'd', 'e'], 2), laneOf, async () => {
    running++;
    most = Math.max(most, running);
    await later();
    running--;
  });
  expect(most).toBe(3);
});

test.each([
  ['of the same lane', ['a']],
  ['of other lanes', ['a', 'b', 'c']],
])('a bug in one job is thrown when the jobs %s have ended', async (_, lanes) => {
  const done: Job[] = [];
  const jobs = jobsOf(lanes, 3);
  const work = async (job: Job): Promise<void> => {
    await later();
    if (job.number === 0 && job.lane === 'a') throw new Error('the first bug');
    done.push(job);
  };
  await expect(createMemoryQueue({ lanesAtOnce: 2 }).runAll(jobs, laneOf, work)).rejects.toThrow('the first bug');
  expect(done).toHaveLength(jobs.length - 1);
});

test('a job that throws at once is a bug like another', async () => {
  const queue = createMemoryQueue({ lanesAtOnce: 2 });
  const work = (): Promise<void> => {
    throw new Error('at once');
  };
  await expect(queue.runAll(['x', 'y'], (lane) => lane, work)).rejects.toThrow('at once');
});

test('no jobs is done', async () => {
  await expect(
    createMemoryQueue({ lanesAtOnce: 2 }).runAll(
      [],
      () => 'a',
      async () => undefined,
    ),
  ).resolves.toBeUndefined();
});
