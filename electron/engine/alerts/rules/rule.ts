import type { Expr } from '../../../../shared/promql/ast.ts';
import type { ConfigWarning } from '../../scrape/config/config-error.ts';

interface RuleBase {
  /** As it was written. */
  expr: string;
  parsed: Expr;
  labels: ReadonlyMap<string, string>;
  /** In the file, from 1. */
  line: number;
}

export interface RecordingRule extends RuleBase {
  kind: 'record';
  /** Metric that the answer is stored under. */
  name: string;
}

export interface AlertingRule extends RuleBase {
  kind: 'alert';
  name: string;
  /** How long it must hold before it fires. */
  forMs: number;
  /** How long it goes on firing after it has last held. */
  keepFiringForMs: number;
  annotations: ReadonlyMap<string, string>;
}

export type Rule = RecordingRule | AlertingRule;

export interface RuleGroup {
  name: string;
  /** Null takes the global evaluation interval. */
  intervalMs: number | null;
  /** Null takes the global one. */
  queryOffsetMs: number | null;
  /** Series or alerts that one rule may give; 0 is no limit. */
  limit: number;
  /** Added to every rule of the group that does not set them itself. */
  labels: ReadonlyMap<string, string>;
  rules: Rule[];
  line: number;
}

export interface RuleFile {
  groups: RuleGroup[];
  warnings: ConfigWarning[];
}
