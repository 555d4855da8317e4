import { expect, test } from 'vitest';
import type { Lane } from '../../src/model/queue.ts';
import { createMemoryQueue } from '../../src/queue/memory-queue.ts';

interface Job {
  readonly lane: string;
  readonly number: number;
}
const jobsOf = (lanes: readonly string[], each: number): readonly Job[] =>
  Array.from({ length: each }, (_, number) => lanes.map((lane) => ({ lane, number }))).flat();
const laneOf = (job: Job): Lane => ({ name: job.lane, isInTurn: true });
const overlapping = (job: Job): Lane => ({ name: job.lane, isInTurn: false });
const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test.each([1, 3])('jobs of one lane run in turn and in order, with %i at once', async (atOnce) => {
  const startedByLane = new Map<string, number[]>();
  const running = new Set<string>();
  await createMemoryQueue({ atOnce }).runAll(jobsOf(['a', 'b', 'c', 'd'], 5), laneOf, async ({ lane, number }) => {
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
  await createMemoryQueue({ atOnce: 3 }).runAll(jobsOf(['a', 'b', 'c', 'd', 'e'], 2), laneOf, async () => {
    running++;
    most = Math.max(most, running);
    await later();
    running--;
  });
  expect(most).toBe(3);
});

/** How many jobs of each lane ran at once, at most, and in which order jobs began. */
async function watchRun(jobs: readonly Job[], of: (job: Job) => Lane, atOnce: number) {
  const running = new Map<string, number>();
  const most = new Map<string, number>();
  const begun: Job[] = [];
  let mostOfAll = 0;
  await createMemoryQueue({ atOnce }).runAll(jobs, of, async (job) => {
    const { lane } = job;
    begun.push(job);
    running.set(lane, (running.get(lane) ?? 0) + 1);
    most.set(lane, Math.max(most.get(lane) ?? 0, running.get(lane) ?? 0));
    mostOfAll = Math.max(
      mostOfAll,
      [...running.values()].reduce((sum, one) => sum + one, 0),
    );
    await later();
    running.set(lane, (running.get(lane) ?? 0) - 1);
  });
  return { begun, most: Object.fromEntries(most), mostOfAll };
}

test('jobs of a lane that need not wait for each other overlap, four of them, in order and each once', async () => {
  const jobs = jobsOf(['a'], 10);
  expect(await watchRun(jobs, overlapping, 16)).toEqual({ begun: jobs, most: { a: 4 }, mostOfAll: 4 });
  expect((await watchRun(jobsOf(['a', 'b'], 10), overlapping, 3)).mostOfAll).toBe(3);
});

test('no lane gets a second hand before every lane has one', async () => {
  const { begun } = await watchRun(jobsOf(['a', 'b', 'c'], 5), overlapping, 4);
  expect(begun.slice(0, 4).map(({ lane }) => lane)).toEqual(['a', 'b', 'c', 'a']);
});

test('a long lane takes over the room of those that have ended', async () => {
  const jobs = [...jobsOf(['a', 'b'], 1), ...jobsOf(['c'], 20)];
  expect((await watchRun(jobs, overlapping, 3)).most).toEqual({ a: 1, b: 1, c: 3 });
});

test('one job that wants its turn makes all of its lane wait', async () => {
  const jobs = jobsOf(['a'], 10);
  const { begun, most } = await watchRun(jobs, (job) => ({ name: 'a', isInTurn: job.number === 7 }), 16);
  expect(most).toEqual({ a: 1 });
  expect(begun).toEqual(jobs);
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
  await expect(createMemoryQueue({ atOnce: 2 }).runAll(jobs, laneOf, work)).rejects.toThrow('the first bug');
  expect(done).toHaveLength(jobs.length - 1);
});

test('a job that throws at once is a bug like another', async () => {
  const queue = createMemoryQueue({ atOnce: 2 });
  const work = (): Promise<void> => {
    throw new Error('at once');
  };
  await expect(queue.runAll(['x', 'y'], (name) => ({ name, isInTurn: true }), work)).rejects.toThrow('at once');
});

test('no jobs is done', async () => {
  await expect(
    createMemoryQueue({ atOnce: 2 }).runAll(
      [],
      () => ({ name: 'a', isInTurn: true }),
      async () => undefined,
    ),
  ).resolves.toBeUndefined();
});
