import type { JobQueue, Lane } from '../model/queue.ts';

const MOST_HANDS = 4; // on one lane: one job is fetched, one read, one stored, one waits its turn; more are no faster

/**
 * Runs jobs within this process, `atOnce` at most. Every lane gets one hand before any gets a second, and a second only where its jobs
 * may overlap.
 */
export function createMemoryQueue({ atOnce }: { readonly atOnce: number }): JobQueue {
  return {
    runAll: async (inputs, laneOf, work) => {
      const bugs: unknown[] = [];
      await runHands(handsOf(groupByLane(inputs, laneOf)), atOnce, async (jobs) => {
        for (const job of jobs) {
          try {
            await work(job);
          } catch (bug) {
            bugs.push(bug);
          }
        }
      });
      if (bugs.length > 0) throw bugs[0];
    },
  };
}

/** All that is to run in one lane. */
interface LaneJobs<Input> {
  readonly jobs: readonly Input[];
  readonly isInTurn: boolean;
}

function groupByLane<Input>(inputs: readonly Input[], laneOf: (input: Input) => Lane): readonly LaneJobs<Input>[] {
  const inLanes = inputs.map((input) => ({ input, lane: laneOf(input) }));
  return [...Map.groupBy(inLanes, ({ lane }) => lane.name).values()].map((alike) => ({
    jobs: alike.map(({ input }) => input),
    isInTurn: alike.some(({ lane }) => lane.isInTurn),
  }));
}

/** In the order they start. The hands of a lane share what is left of its jobs. */
function handsOf<Input>(lanes: readonly LaneJobs<Input>[]): readonly Iterable<Input>[] {
  const rests = lanes.map(({ jobs, isInTurn }) => ({
    rest: jobs.values(),
    hands: isInTurn ? 1 : Math.min(MOST_HANDS, jobs.length),
  }));
  return Array.from({ length: MOST_HANDS }, (_, hand) =>
    rests.filter(({ hands }) => hand < hands).map(({ rest }) => rest),
  ).flat();
}

async function runHands<Hand>(
  hands: readonly Hand[],
  atOnce: number,
  run: (hand: Hand) => Promise<void>,
): Promise<void> {
  const [only] = hands;
  if (only === undefined) return;
  if (hands.length === 1) {
    await run(only); // the one-off crawl of one source starts sooner without the library
    return;
  }
  const { default: PQueue } = await import('p-queue');
  const queue = new PQueue({ concurrency: atOnce });
  await Promise.all(hands.map((hand) => queue.add(() => run(hand))));
}
