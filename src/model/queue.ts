/** A check that is due. */
export interface Job {
  readonly sourceId: string;
  readonly dueAt: string; // ISO 8601
}
/** A check that was given up: it failed as often as it was tried. */
export interface DeadJob extends Job {
  readonly diedAt: string; // ISO 8601
  readonly reason: string;
}
/** Checks that wait for workers of many processes. What a worker does not end, another one is given again. */
export interface SharedQueue {
  /** Puts checks in; of a source that waits or is being checked already none is put. Throws STATE_WRITE. */
  put(jobs: readonly Job[]): Promise<void>;
  /**
   * Hands out checks, this many at once, until the signal fires and those in hand have ended. One whose `work` rejects is handed out
   * again later, to whoever asks. The signal that `work` is given also fires where the check was given to somebody else.
   */
  work(atOnce: number, work: (job: Job, signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<void>;
  /** The checks that were given up in the last two weeks, oldest first. */
  dead(): Promise<readonly DeadJob[]>;
  close(): Promise<void>;
}
/** Jobs that are not to run all at once. */
export interface Lane {
  readonly name: string;
  readonly isInTurn: boolean; // none begins before the last one ended; else a few may overlap where other lanes leave room
}
export interface JobQueue {
  /** Runs `work` for every input, lanes side by side, jobs of one lane in order. Resolves when all ended; rejects with the first bug. */
  runAll<Input>(
    inputs: readonly Input[],
    laneOf: (input: Input) => Lane,
    work: (input: Input) => Promise<void>,
  ): Promise<void>;
}
