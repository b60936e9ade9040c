import { z } from 'zod';
import type { DropCause } from './app.ts';
import { method } from './define.ts';
import type { Settings } from './settings.ts';

/** What samplers and limits did to the spans that came in since the engine started. */
export interface SamplingStatus {
  sampling: Settings['sampling'];
  limits: Settings['spanLimits'];
  /** Spans left out, by what decided it. */
  leftOut: { probability: number; rate: number; tail: number };
  tail: {
    /** Traces that were looked at once they were over, and those of them that were taken away. */
    judged: number;
    removed: number;
  };
  /** Parts cut off spans that were over a limit; the spans say so themselves. */
  cut: CutParts;
  /** Receivers of spans, and those that dropped any. */
  receivers: {
    receiver: string;
    /** Spans. */
    received: number;
    dropped: [cause: DropCause, items: number][];
  }[];
}

export interface CutParts {
  attributes: number;
  events: number;
  links: number;
}

export const samplingMethods = {
  'traces.sampling': method<SamplingStatus>()(z.object({})),
};
