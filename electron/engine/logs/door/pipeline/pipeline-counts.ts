/** What was done to the records of one pipeline file. */
export interface PipelineCount {
  path: string;
  records: number;
  dropped: number;
}

/** Counts what pipelines do, over all streams of the log thread. */
export class PipelineCounts {
  #counts = new Map<string, PipelineCount>();

  add(path: string, dropped: boolean): void {
    let count = this.#counts.get(path);
    if (!count) {
      count = { path, records: 0, dropped: 0 };
      this.#counts.set(path, count);
    }
    count.records++;
    if (dropped) count.dropped++;
  }

  /** Since the last call. */
  take(): PipelineCount[] {
    const taken = [...this.#counts.values()];
    this.#counts = new Map();
    return taken;
  }
}
