import { type Labels, METRIC_NAME, seriesKey } from '../../../../shared/model/series.ts';
import type { VectorMatching } from '../../../../shared/promql/ast.ts';
import type { Evaluation, Slices } from '../evaluation.ts';
import { dropLabels, keepLabels, labelValue, withLabel, withoutMetadata } from '../labels.ts';
import type { Column } from '../value.ts';

/** The labels by which two sides are matched, of one series. */
export function matchLabels(labels: Labels, { on, labels: names }: VectorMatching): Labels {
  return on ? keepLabels(labels, new Set(names)) : dropLabels(labels, new Set([...names, METRIC_NAME]));
}

/** Series by what they are matched by; computed once, for all steps. */
export function* bySignature(
  series: readonly Column[],
  matching: VectorMatching,
  { budget }: Evaluation,
): Slices<Map<string, Column[]>> {
  const groups = new Map<string, Column[]>();
  for (const column of series) {
    const signature = seriesKey(matchLabels(column.labels, matching));
    const group = groups.get(signature);
    if (group) group.push(column);
    else groups.set(signature, [column]);
    if (budget.due(0)) yield;
  }
  return groups;
}

/** The labels of what comes of two series; `many` is the side that may have several, the left one in one-to-one. */
export function resultLabels(
  many: Labels,
  one: Labels,
  { card, on, labels: names, include }: VectorMatching,
  changesQuantity: boolean,
): Labels {
  let labels = changesQuantity ? withoutMetadata(many) : many;
  if (card === 'one-to-one')
    labels = on ? keepLabels(labels, new Set(names)) : dropLabels(labels, new Set(names));
  for (const name of include) labels = withLabel(labels, name, labelValue(one, name));
  return labels;
}
