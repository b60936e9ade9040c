import type { Label, Labels } from './series.ts';

/** A rule's answer about one label set. `resolved` is told for a while after it has fired. */
export const alertStates = ['pending', 'firing', 'resolved'] as const;
export type AlertState = (typeof alertStates)[number];

/** What rules hand on to be told, and what others send over Alertmanager's API. */
export interface PostedAlert {
  /** Sorted, with `alertname`, no empty values. */
  labels: Labels;
  annotations: Label[];
  /** Milliseconds since the epoch. */
  startsAtMs: number;
  /** When it is over if it is not told again before, or when it ended; in milliseconds. */
  endsAtMs: number;
  /** Address of what it comes from; a path within Trivet begins with `/`. */
  generatorUrl: string;
}

/** How silences and routes compare a label; regular expressions are anchored at both ends. */
export interface AlertMatcherText {
  name: string;
  op: '=' | '!=' | '=~' | '!~';
  value: string;
}

/** A state that lasted, in milliseconds since the epoch; `endMs` is null while it goes on. */
export interface AlertSpan {
  state: 'pending' | 'firing';
  startMs: number;
  endMs: number | null;
}

/** The states of one label set, oldest first. */
export interface AlertCourse {
  labels: Labels;
  spans: AlertSpan[];
}
