import type { FileFault } from '../../../../shared/contract/alerts.ts';
import type { PostedAlert } from '../../../../shared/model/alert.ts';
import type { Label, Labels } from '../../../../shared/model/series.ts';
import type { RuleGroup } from '../rules/rule.ts';

export interface RuleText {
  path: string;
  text: string;
  /** What was last right in the file, which goes on where `text` is faulty. */
  before: string | null;
  /** Of groups that name none; null takes the setting. */
  intervalMs: number | null;
}

export interface LoadParams {
  nowMs: number;
  files: RuleText[];
  generated: [origin: string, groups: RuleGroup[]][];
  /** Of groups that name none. */
  intervalMs: number;
  externalLabels: Label[];
}

export interface FileFacts {
  path: string;
  errors: FileFault[];
  warnings: FileFault[];
}

export interface GroupFacts {
  id: string;
  file: string;
  name: string;
  intervalMs: number;
  /** Where in its interval it is evaluated. */
  offsetMs: number;
  limit: number;
  line: number;
}

export interface RuleFacts {
  id: string;
  groupId: string;
  kind: 'alert' | 'record';
  name: string;
  line: number;
  expr: string;
  forMs: number;
  keepFiringForMs: number;
  labels: Label[];
  annotations: Label[];
  /** It asks for how much memory something has. */
  ofMemory: boolean;
}

/** What rules gave to be stored. Series are numbers, told once with their labels. */
export interface RuleOutput {
  /** To be said back once it is stored. */
  turn: number;
  timeMs: number;
  defined: [id: number, labels: Labels][];
  ids: Uint32Array;
  values: Float64Array;
  /** 1 where the series ends. Their numbers are not used again. */
  stale: Uint8Array;
}

export interface LoadAnswer {
  files: FileFacts[];
  groups: GroupFacts[];
  rules: RuleFacts[];
  output: RuleOutput;
  /** Of rules that are gone. */
  posts: RulePost[];
}

/** An alert as it is told, with the rule that says it. */
export interface RulePost extends PostedAlert {
  ruleId: string;
}

export interface AlertFacts {
  ruleId: string;
  fingerprint: string;
  labels: Labels;
  annotations: Label[];
  state: 'pending' | 'firing' | 'inactive';
  value: number;
  activeAtMs: number;
  firedAtMs: number | null;
  resolvedAtMs: number | null;
  keepFiringSinceMs: number | null;
}

export interface RuleOutcome {
  error: string | null;
  evaluatedMs: number | null;
  durationMs: number | null;
  pending: number;
  firing: number;
  resolved: number;
}

export interface EvaluateParams {
  groupId: string;
  timeMs: number;
  /** Time before it in which it was not evaluated although it should have been, as while the machine slept. */
  gapMs: number;
  /** Turns whose output is stored by now, or never will be. */
  settled: number[];
}

export interface GroupAnswer {
  durationMs: number;
  /** In the order of its rules. */
  rules: RuleOutcome[];
  /** The gravest and newest first, at most so many as are ever shown. */
  alerts: AlertFacts[];
  posts: RulePost[];
  output: RuleOutput;
}

export interface CheckAnswer {
  groups: number;
  rules: number;
  errors: FileFault[];
  warnings: FileFault[];
}
