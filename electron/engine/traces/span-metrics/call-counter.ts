import { LATENCY_BUCKETS, latencyBucket } from './latency.ts';

/** What is counted together; kind and status are OTLP's numbers. */
export interface CallLabels {
  service: string;
  spanName: string;
  kind: number;
  status: number;
}

/** Calls, their summed duration and its histogram since this counter was made; nothing is ever taken from it. */
export class CallCounter {
  readonly labels: CallLabels;
  calls = 0;
  seconds = 0;
  /** Calls by bucket, each call in one. */
  readonly buckets = new Float64Array(LATENCY_BUCKETS);
  /** When a span last asked for it, in milliseconds. */
  usedMs: number;

  constructor(labels: CallLabels, nowMs: number) {
    this.labels = labels;
    this.usedMs = nowMs;
  }

  add(nanos: number): void {
    this.calls++;
    this.seconds += nanos / 1e9;
    const bucket = latencyBucket(nanos);
    this.buckets[bucket] = this.buckets[bucket]! + 1;
  }
}
