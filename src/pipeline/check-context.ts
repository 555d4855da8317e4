import type { Ports } from '../model/ports.ts';
import type { Subscriber } from '../model/subscriber.ts';

export interface CheckOptions {
  readonly isDryRun: boolean; // write nothing
  readonly isRebaseline: boolean; // take what is found, if it can be read, as the new baseline
  readonly isFull: boolean; // send no validators
}
export interface CheckContext {
  /** Who reads of changes, asked once there are some: a reader who left meanwhile is not among them. */
  subscribers(): Promise<readonly Subscriber[]>;
  readonly options: CheckOptions;
}
export type CheckPorts = Pick<Ports, 'clock' | 'fetcher' | 'reader' | 'store' | 'log' | 'progress'>;
