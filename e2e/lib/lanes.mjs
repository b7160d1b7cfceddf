// Work that may be done side by side: pages are judged by the browser, one process for each lane.
import { availableParallelism } from "node:os";

/** Runs the jobs in order, one more at once than the machine has cores, since each waits now and then; ends when the last has
 * ended. */
export async function inLanes(jobs, lanes = availableParallelism() + 1) {
  const waiting = [...jobs];
  const lane = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) await job();
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** The list in pieces of so many, so that lanes end at about the same time. */
export function pieces(list, size = 8) {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size));
}
