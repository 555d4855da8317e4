import type { JobQueue } from '../model/queue.ts';

/** Runs jobs within this process: `lanesAtOnce` lanes side by side, each strictly in turn. */
export function createMemoryQueue({ lanesAtOnce }: { readonly lanesAtOnce: number }): JobQueue {
  return {
    runAll: async (inputs, laneOf, work) => {
      const bugs: unknown[] = [];
      await runLanes(groupByLane(inputs, laneOf), lanesAtOnce, async (lane) => {
        for (const input of lane) {
          try {
            await work(input);
          } catch (bug) {
            bugs.push(bug);
          }
        }
      });
      if (bugs.length > 0) throw bugs[0];
    },
  };
}

function groupByLane<Input>(inputs: readonly Input[], laneOf: (input: Input) => string): readonly (readonly Input[])[] {
  const inputsByLane = new Map<string, Input[]>();
  for (const input of inputs) {
    const lane = inputsByLane.get(laneOf(input));
    if (lane === undefined) inputsByLane.set(laneOf(input), [input]);
    else lane.push(input);
  }
  return [...inputsByLane.values()];
}

async function runLanes<Lane>(
  lanes: readonly Lane[],
  lanesAtOnce: number,
  runLane: (lane: Lane) => Promise<void>,
): Promise<void> {
  const [only] = lanes;
  if (only === undefined) return;
  if (lanes.length === 1) {
    await runLane(only); // the one-off crawl of one source starts sooner without the library
    return;
  }
  const { default: PQueue } = await import('p-queue');
  const queue = new PQueue({ concurrency: lanesAtOnce });
  await Promise.all(lanes.map((lane) => queue.add(() => runLane(lane))));
}
