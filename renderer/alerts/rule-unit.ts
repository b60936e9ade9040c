import { queryUnit } from '../../shared/dashboards/guess-unit.ts';
import { unitText } from '../../shared/dashboards/units.ts';
import { parse } from '../../shared/promql/parse.ts';

const known = new Map<string, string>();
const MOST_KNOWN = 5_000;

/** The unit of what an alerting expression compares; found once for each text, for lists draw thousands of values. */
export function ruleUnit(expr: string): string {
  const found = known.get(expr);
  if (found !== undefined) return found;
  const parsed = parse(expr);
  const unit = parsed.ok ? queryUnit(parsed.value) : 'none';
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(expr, unit);
  return unit;
}

/** A value of the rule as its expression measures it; an em dash where there is none. */
export const alertValueText = (value: number, expr: string | null): string =>
  unitText(value, expr === null ? 'none' : ruleUnit(expr));
