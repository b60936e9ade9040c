import { z } from 'zod';
import type { AlertCourse, AlertState } from '../model/alert.ts';
import type { Label, Labels } from '../model/series.ts';
import type { Threshold } from '../promql/threshold.ts';
import { rangeMs } from './common.ts';
import { method, stream } from './define.ts';
import type { RangeAnswer } from './promql.ts';

export interface FileFault {
  message: string;
  /** From 1; null where it belongs to no line. */
  line: number | null;
}

/** A file of rules, objectives or routes that Trivet works by. */
export interface AlertFileView {
  /** Absolute path. */
  path: string;
  /** `refused` files go on with what they last said rightly; `missing` ones are waited for. */
  state: 'loaded' | 'refused' | 'missing';
  errors: FileFault[];
  warnings: FileFault[];
  /** True for the one that Trivet writes rules to that are made in its window. */
  own: boolean;
  loadedMs: number;
}

export interface RuleView {
  /** The same as long as file, group, name and place among rules of that name stay the same. */
  id: string;
  kind: 'alert' | 'record';
  name: string;
  file: string;
  group: string;
  /** In the file, from 1. */
  line: number;
  expr: string;
  forMs: number;
  keepFiringForMs: number;
  labels: Label[];
  annotations: Label[];
  /** The gravest of its alerts; recordings are always inactive. */
  state: 'inactive' | 'pending' | 'firing';
  health: 'ok' | 'failed' | 'unknown';
  lastError: string | null;
  lastEvaluationMs: number | null;
  lastDurationMs: number | null;
}

export interface RuleGroupView {
  file: string;
  name: string;
  intervalMs: number;
  limit: number;
  lastEvaluationMs: number | null;
  lastDurationMs: number | null;
  /** Evaluations that were due and did not happen: the machine slept, or the one before took too long. */
  missed: number;
}

export interface AlertView {
  /** Of its labels, in hexadecimal: the same across restarts, and the same as in Alertmanager's API. */
  fingerprint: string;
  /** Null for alerts that others sent. */
  ruleId: string | null;
  name: string;
  labels: Labels;
  annotations: Label[];
  state: AlertState;
  /** NaN for alerts that others sent. */
  value: number;
  /** Since when it holds; the others are null until then. */
  activeAtMs: number;
  firedAtMs: number | null;
  resolvedAtMs: number | null;
  /** Since when it no longer holds and fires on all the same. */
  keepFiringSinceMs?: number | null;
  /** Ids of silences, and fingerprints of alerts that inhibit it; telling waits while there are any. */
  silencedBy: string[];
  inhibitedBy: string[];
  /** True while a time interval of its route says not now. */
  muted: boolean;
  receivers: string[];
  /** Whose container its labels name, where they name one. */
  entity: string | null;
}

export interface AlertCounts {
  /** Without those that are silenced or inhibited. */
  firing: number;
  pending: number;
  /** Firing and kept quiet. */
  suppressed: number;
  resolved: number;
  alertingRules: number;
  recordingRules: number;
  failedRules: number;
}

export interface AlertsStatus {
  files: AlertFileView[];
  groups: RuleGroupView[];
  rules: RuleView[];
  /** The gravest and newest first, at most `MOST_ALERTS`. */
  alerts: AlertView[];
  /** How many there are, shown or not. */
  counts: AlertCounts;
  /** Counts up when a silence, a receiver or a route changes: a reason to ask for them again. */
  routingRevision: number;
}

export const MOST_ALERTS = 2_000;

/** A rule as it is being written, before it is in any file. */
const draftRule = z.object({
  name: z.string().max(200).default(''),
  expr: z.string().min(1).max(65_536),
  forMs: z.number().int().min(0).default(0),
  keepFiringForMs: z.number().int().min(0).default(0),
  labels: z
    .array(z.tuple([z.string().max(200), z.string().max(4096)]))
    .max(64)
    .default([]),
  annotations: z
    .array(z.tuple([z.string().max(200), z.string().max(65_536)]))
    .max(64)
    .default([]),
});
export type DraftRule = z.output<typeof draftRule>;

/** An alert as the rule words it. */
export interface BacktestExample {
  labels: Labels;
  annotations: Label[];
  value: number;
  timeMs: number;
  /** False for a series that the rule does not hold for, where it held for none. */
  holds: boolean;
}

export interface Backtest {
  stepMs: number;
  /** Within the range. */
  evaluations: number;
  /**
   * What the expression gave, for a chart: of the comparison's left side where it is one. Of several evaluations that
   * are one point of it, the value that is nearest to an alert.
   */
  shown: RangeAnswer;
  /** The comparison's number where it is with one, as if it stood on the right. */
  threshold: number | null;
  thresholdOp: Threshold['op'] | null;
  courses: AlertCourse[];
  /** Label sets beyond those in `courses`. */
  moreCourses: number;
  /** Over all label sets. */
  timesPending: number;
  timesFired: number;
  firingMs: number;
  pendingMs: number;
  /** From where on there is data to judge by; null where there is none at all. */
  firstDataMs: number | null;
  /** Of the newest sample; null without any. */
  example: BacktestExample | null;
  warnings: string[];
}

const ruleId = z.string().min(1).max(64);
const fileText = z.string().max(4 * 2 ** 20);
const filePath = z.string().min(1).max(4096);

export const alertMethods = {
  'alerts.status': method<AlertsStatus>()(z.object({})),
  /** States over time, from what was stored: of one rule, or of every alert whose labels have all of these values. */
  'alerts.courses': method<{ courses: AlertCourse[]; more: number }>()(
    z.object({
      ...rangeMs,
      name: z.string().max(1024).optional(),
      labels: z
        .array(z.tuple([z.string().max(1024), z.string().max(65_536)]))
        .max(64)
        .default([]),
      entity: z.string().max(512).optional(),
      limit: z.number().int().min(1).max(1_000).default(100),
    }),
  ),
  /** What a rule would have done over the stored past. Cancelled when the asker leaves. */
  'alerts.backtest': method<Backtest>()(
    z.object({
      ...rangeMs,
      rule: draftRule,
      /** Null is chosen by the range, at least the evaluation interval. */
      stepMs: z.number().int().min(1_000).nullable().default(null),
      limit: z.number().int().min(1).max(1_000).default(100),
      /** Alerts that the rule's group allows it; 0 is no limit. */
      groupLimit: z.number().int().min(0).default(0),
    }),
  ),
  /** Reads the text of a rule file without taking it. */
  'alerts.check': method<{ groups: number; rules: number; errors: FileFault[]; warnings: FileFault[] }>()(
    z.object({ text: fileText }),
  ),
  /** The text of a rule file in force, with a mark of its content. */
  'alerts.readFile': method<{ text: string; version: string }>()(z.object({ path: filePath })),
  /** Writes a rule file in force, whole, unless it is faulty or has changed since it was read. */
  'alerts.writeFile': method<{ version: string }>()(
    z.object({ path: filePath, text: fileText, version: z.string().max(64) }),
  ),
  /** Puts a rule into Trivet's own rule file, or in the place of the one with the id. */
  'alerts.saveRule': method<{ id: string; file: string }>()(
    z.object({ rule: draftRule, replaces: ruleId.nullable().default(null) }),
  ),
  /** Takes a rule out of Trivet's own rule file. */
  'alerts.removeRule': method<{ removed: boolean }>()(z.object({ id: ruleId })),
};

export const alertStreams = {
  /** The status at once and after changes, at most a few times a second. */
  'alerts.live': stream<AlertsStatus>()(z.object({})),
};
